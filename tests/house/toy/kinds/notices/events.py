"""What happens to notices."""

from __future__ import annotations

from dataclasses import dataclass

from wiki.outbox import ItemsChanged


@dataclass(frozen=True, slots=True)
class NoticePosted(ItemsChanged):
    """A notice is there to be read."""
