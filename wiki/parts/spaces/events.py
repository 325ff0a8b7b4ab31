"""What happens to spaces, told after the commit."""

from __future__ import annotations

from dataclasses import dataclass

from wiki.outbox import Event


@dataclass(frozen=True, slots=True)
class SpaceEvent(Event):
    """A space was changed."""

    actor: str
    actor_id: int | None
    space_id: int


@dataclass(frozen=True, slots=True)
class SpaceOpened(SpaceEvent):
    """A space was opened."""

    visibility: str


@dataclass(frozen=True, slots=True)
class SpaceChanged(SpaceEvent):
    """A space was described anew."""

    visibility: str


@dataclass(frozen=True, slots=True)
class RolesChanged(SpaceEvent):
    """Somebody's roles in a space were changed."""

    word: str
    roles: tuple[str, ...]
