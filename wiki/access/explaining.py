"""Why somebody may, or may not, read an item and act in its space: the facts of the decision, by their names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.item import Item
from wiki.access.keyring import lasts, words_of
from wiki.access.models import AccessClass, Grant, Restraint
from wiki.access.roles import right_word
from wiki.access.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Door:
    """A class on the way to an item: all of them must be open."""

    access_class_id: int
    holds: bool  # what stands behind it waits for a decision, or was hidden
    opened_by: frozenset[str]  # of the words that open it, those that the person holds


@dataclass(frozen=True, slots=True)
class Held:
    """A role that one of the person's words holds in the space."""

    word: str
    role: str
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Lessened:
    """What takes rights from one of the person's words."""

    sort: str
    everywhere: bool
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Grounds:
    doors: tuple[Door, ...]  # from the space inwards
    roles: tuple[Held, ...]
    restraints: tuple[Lessened, ...]


def grounds(session: Session, person: Viewer, item: Item) -> Grounds:
    """What the decision about this person and this item rests on."""
    words = person.identity.principals
    rights = {right_word(right, space_id) for space_id, held in person.rights.items() for right in held}
    return Grounds(
        _doors(session, words | rights, item.access_class_id),
        _roles(session, words, item.space_id),
        _restraints(session, words, item.space_id),
    )


def _doors(session: Session, words: frozenset[str], access_class_id: int) -> tuple[Door, ...]:
    doors: list[Door] = []
    step: int | None = access_class_id
    while step is not None:
        access_class = session.get_one(AccessClass, step)
        doors.append(Door(step, access_class.holds, words & words_of(session, step)))
        step = access_class.within_id
    return tuple(reversed(doors))


def _roles(session: Session, words: frozenset[str], space_id: int) -> tuple[Held, ...]:
    held = (
        select(Grant.word, Grant.role, Grant.ends_at)
        .where(Grant.space_id == space_id, Grant.word.in_(words), lasts(Grant.ends_at, clock.now()))
        .order_by(Grant.word, Grant.role)
    )
    return tuple(Held(*row) for row in session.execute(held))


def _restraints(session: Session, words: frozenset[str], space_id: int) -> tuple[Lessened, ...]:
    here = Restraint.space_id.is_(None) | (Restraint.space_id == space_id)
    lessening = (
        select(Restraint.sort, Restraint.space_id.is_(None), Restraint.ends_at)
        .where(here, Restraint.word.in_(words), lasts(Restraint.ends_at, clock.now()))
        .order_by(Restraint.id)
    )
    return tuple(Lessened(*row) for row in session.execute(lessening))
