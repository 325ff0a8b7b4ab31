"""What is done with the rights of a space and told to the journal."""

from __future__ import annotations

from dataclasses import dataclass

from wiki.outbox import Event


@dataclass(frozen=True, slots=True)
class SpaceLookedAt(Event):
    """Somebody looked at a space as somebody else sees it."""

    actor: str
    actor_id: int | None
    space_id: int
    account_id: int
