"""People, as their viewer may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from auth.accounts import find_person, identity
from wiki import clock
from wiki.access.keyring import viewer_of
from wiki.access.viewer import Viewer
from wiki.features.people.errors import NoSuchPerson
from wiki.parts.changes import latest
from wiki.parts.spaces.models import Space
from wiki.parts.spaces.queries import readable_spaces
from wiki.registry import Change

WRITINGS = 30  # changes shown


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, with what they share with whoever looks."""

    id: int
    name: str
    unit: str | None
    guest: bool
    own: bool  # the viewer's own page
    spaces: Sequence[Space]  # that both may read
    changes: Sequence[Change]  # what they wrote last that the viewer may read


def person(session: Session, viewer: Viewer, who: str) -> Person:
    """The person with this id or username.

    :raises NoSuchPerson: when there is none who may sign in, or none that the viewer may know of.
    """
    account = find_person(session, who, clock.now())
    if account is None:
        raise NoSuchPerson
    known = viewer_of(session, identity(session, account))
    if not knows(viewer, known):
        raise NoSuchPerson
    return Person(
        account.id,
        account.name,
        account.unit,
        known.identity.guest,
        known.account_id == viewer.account_id,
        [space for space in readable_spaces(session, viewer) if known.opens(space.access_class_id)],
        latest(session, viewer, author_id=account.id, limit=WRITINGS),
    )


def knows(viewer: Viewer, other: Viewer) -> bool:
    """Whether the viewer may know that the other is here: staff know everybody, a guest those who have a role in a
    space in which the guest has one."""
    return (
        viewer.staff
        or viewer.account_id == other.account_id
        or bool(viewer.rights.keys() & other.rights.keys())
    )
