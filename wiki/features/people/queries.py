"""People, as their viewer may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, case, cast, func, literal, or_, select, true
from sqlalchemy.orm import Session

from auth.accounts import able_at, find_person, identity, name_begins, name_holds
from auth.identity import MEMBERS, ids_in
from auth.models import Account, Membership
from auth.names import name_key
from wiki import clock
from wiki.access.keyring import lasts, viewer_of
from wiki.access.models import Grant, Restraint
from wiki.access.roles import SUSPENSION
from wiki.access.viewer import Viewer
from wiki.features.people.errors import NoSuchPerson
from wiki.parts.changes import latest
from wiki.parts.spaces.models import Space
from wiki.parts.spaces.queries import readable_spaces
from wiki.registry import Change

WRITINGS = 30  # changes shown


@dataclass(frozen=True, slots=True)
class Hosted:
    """How somebody from outside is here, for the staff."""

    until: datetime | None = None
    sponsor_id: int | None = None
    sponsor: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, with what they share with whoever looks."""

    id: int
    name: str
    place: str  # what they do, and where
    guest: Hosted | None  # of whoever is from outside
    own: bool  # the viewer's own page
    spaces: Sequence[Space]  # that both may read
    changes: Sequence[Change]  # what they wrote last that the viewer may read


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody found by their name."""

    id: int
    name: str
    place: str  # what they do, and where


def people_named(
    session: Session, viewer: Viewer, words: Sequence[Sequence[str]], *, limit: int, offset: int = 0
) -> tuple[Sequence[Found], int]:
    """Those of the people whom the viewer may know of in whose name each of these words stands (one of its
    alternatives), first those of whose name the words begin a word; and how many there are in all."""
    wanted = [kept for group in words if (kept := [word for word in group if name_key(word)])]
    if not wanted:
        return [], 0
    begun = and_(*(or_(*map(name_begins, group)) for group in wanted))
    found = (
        select(
            Account.id,
            Account.name,
            Account.job_title,
            Account.unit,
            Account.organisation,
            func.count().over().label("in_all"),
        )
        .where(able_at(clock.now()), known_to(session, viewer))
        .where(*(or_(*map(name_holds, group)) for group in wanted))
        .order_by(case((begun, 0), else_=1), Account.name_key, Account.id)
    )
    rows = session.execute(found.limit(limit).offset(offset)).all()
    people = [Found(row.id, row.name, place_of(row.job_title, row.unit, row.organisation)) for row in rows]
    return people, rows[0].in_all if rows else 0


def place_of(*facts: str | None) -> str:
    """What somebody does, and where, in a line; "" where nothing of it is known."""
    return ", ".join(dict.fromkeys(fact for fact in facts if fact))


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
        place_of(account.job_title, account.unit, account.organisation),
        _hosted(session, viewer, account) if known.identity.guest else None,
        known.account_id == viewer.account_id,
        [space for space in readable_spaces(session, viewer) if known.opens(space.access_class_id)],
        latest(session, viewer, author_id=account.id, limit=WRITINGS),
    )


def _hosted(session: Session, viewer: Viewer, guest: Account) -> Hosted:
    if not viewer.staff and viewer.account_id != guest.id:
        return Hosted()
    sponsor = session.get(Account, guest.sponsor_id) if guest.sponsor_id else None
    return Hosted(guest.ends_at, sponsor.id if sponsor else None, sponsor.name if sponsor else "")


def knows(viewer: Viewer, other: Viewer) -> bool:
    """Whether the viewer may know that the other is here: staff know everybody, a guest those who have a role in a
    space in which the guest has one."""
    return (
        viewer.staff
        or viewer.account_id == other.account_id
        or bool(viewer.rights.keys() & other.rights.keys())
    )


def known_to(session: Session, viewer: Viewer) -> ColumnElement[bool]:
    """The condition that keeps the accounts of which the viewer may know: `knows`, for lists."""
    if viewer.staff:
        return true()
    now = clock.now()
    here = select(Grant.space_id).where(Grant.space_id.in_(sorted(viewer.rights)), lasts(Grant.ends_at, now))
    of_group = here.where(
        Grant.word == literal("group:") + cast(Membership.group_id, String),
        Membership.account_id == Account.id,
    )
    met = or_(
        here.where(Grant.word == literal("account:") + cast(Account.id, String)).exists(),
        of_group.exists(),
        and_(Account.standing == "staff", here.where(Grant.word == MEMBERS).exists()),
    )
    return or_(Account.id == viewer.account_id, and_(met, Account.id.not_in(_kept_out(session, viewer))))


def _kept_out(session: Session, viewer: Viewer) -> list[int]:
    """Those who are suspended where they would meet the viewer."""
    in_force = select(Restraint.word).where(
        Restraint.sort == SUSPENSION, lasts(Restraint.ends_at, clock.now())
    )
    suspended = session.scalars(
        select(Account).where(Account.id.in_(ids_in(session.scalars(in_force), "account:")))
    )
    return [each.id for each in suspended if not knows(viewer, viewer_of(session, identity(session, each)))]
