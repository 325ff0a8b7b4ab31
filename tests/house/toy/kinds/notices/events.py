"""What happens to notices."""

from __future__ import annotations

from dataclasses import dataclass

from wiki.outbox import Event


@dataclass(frozen=True, slots=True)
class NoticePosted(Event):
    """A notice is there to be read."""

    kind: str
    item_ids: tuple[int, ...]
    actor: str
