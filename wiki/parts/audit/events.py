"""What is done with the journal itself."""

from __future__ import annotations

from dataclasses import dataclass

from wiki.outbox import Event


@dataclass(frozen=True, slots=True)
class JournalExported(Event):
    """The journal was exported."""

    actor: str
    actor_id: int | None
    space_id: int | None
    format: str
    justification: str


@dataclass(frozen=True, slots=True)
class AddressesRead(Event):
    """The log of addresses was read."""

    actor: str
    actor_id: int | None


@dataclass(frozen=True, slots=True)
class SignedIn(Event):
    """Somebody signed in."""

    actor: str
    actor_id: int | None
