"""Rules as they stand: which version is in force, what it says, who accepted it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, String, case, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from auth.accounts import able_at
from auth.models import Account, Membership
from wiki import clock
from wiki.access.models import Acceptance, Grant, RulesVersion
from wiki.db import AnySelect
from wiki.parts.rules.errors import NoSuchVersion
from wiki.parts.rules.models import RulesText
from wiki.parts.words import folded

_BATCH = 1000  # people read at once

# How somebody stands to the rules.
ACCEPTED = "accepted"
OLDER = "older"  # a version that does not count any more
LAPSED = "lapsed"  # too long ago
NEVER = "never"
STATES = (ACCEPTED, OLDER, LAPSED, NEVER)


def _of(space_id: int | None) -> Select[RulesVersion]:
    place = RulesVersion.space_id.is_(None) if space_id is None else RulesVersion.space_id == space_id
    return select(RulesVersion).where(place)


def current(session: Session, space_id: int | None) -> RulesVersion | None:
    """The version in force, of a space or of the site; None where there are no rules."""
    return session.scalars(_of(space_id).order_by(RulesVersion.number.desc()).limit(1)).first()


def version(session: Session, space_id: int | None, number: int) -> RulesVersion:
    """The version of this number.

    :raises NoSuchVersion: when there is none.
    """
    found = session.scalars(_of(space_id).where(RulesVersion.number == number)).first()
    if found is None:
        raise NoSuchVersion
    return found


def versions(session: Session, space_id: int | None) -> Sequence[RulesVersion]:
    """All versions, the last first."""
    return session.scalars(_of(space_id).order_by(RulesVersion.number.desc())).all()


def texts(session: Session, version: RulesVersion) -> Mapping[tuple[str, str], RulesText]:
    """Name and language → the text, of this version."""
    found = session.scalars(select(RulesText).where(RulesText.version_id == version.id))
    return {(each.name, each.language): each for each in found}


def last_acceptance(session: Session, account_id: int | None, space_id: int | None) -> Acceptance | None:
    """What this person accepted last, of a space or of the site."""
    if account_id is None:
        return None
    place = Acceptance.space_id.is_(None) if space_id is None else Acceptance.space_id == space_id
    own = select(Acceptance).where(Acceptance.account_id == account_id, place)
    return session.scalars(own.order_by(Acceptance.id.desc()).limit(1)).first()


def has_accepted(session: Session, account_id: int | None, since: datetime) -> bool:
    """Whether this person accepted the terms of use that count, not before that moment; so has everybody, where none
    are to be accepted."""
    needed = session.scalar(
        select(func.max(RulesVersion.number)).where(RulesVersion.space_id.is_(None), RulesVersion.material)
    )
    last = last_acceptance(session, account_id, None)
    return needed is None or (last is not None and last.number >= needed and last.accepted_at >= since)


# ── Who accepted ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom of the list somebody wishes to see; what is empty narrows nothing."""

    state: str = ""
    number: int | None = None
    words: str = ""  # of a name or a unit


class Person(NamedTuple):
    """Somebody, with what they accepted last."""

    id: int
    name: str
    name_key: str
    username: str
    unit: str | None
    standing: str
    number: int | None
    accepted_at: datetime | None
    state: str


class Signatories:
    """Those who are to accept the rules of a space, or of the site: everybody who may sign in."""

    def __init__(self, session: Session, space_id: int | None, lapsed_before: datetime | None) -> None:
        """:param lapsed_before: what was accepted before counts no more; None: it counts for ever."""
        self._session, self._space_id = session, space_id
        needed = session.scalar(
            select(func.max(RulesVersion.number)).where(
                RulesVersion.material, RulesVersion.id.in_(_of(space_id).with_only_columns(RulesVersion.id))
            )
        )
        self.needed = needed or 0
        place = Acceptance.space_id.is_(None) if space_id is None else Acceptance.space_id == space_id
        self._last = (
            select(func.max(Acceptance.id).label("id"), Acceptance.account_id)
            .where(place)
            .group_by(Acceptance.account_id)
            .subquery()
        )
        states = [(Acceptance.id.is_(None), NEVER), (Acceptance.number < self.needed, OLDER)]
        if lapsed_before is not None:
            states.append((Acceptance.accepted_at < lapsed_before, LAPSED))
        self._state: ColumnElement[str] = case(*states, else_=ACCEPTED)

    def page(self, asked: Asked, *, begin: int, limit: int) -> Sequence[Person]:
        """Some of the people whom somebody asked for, by name."""
        wanted = self._people(asked).order_by(Account.name_key, Account.id).offset(begin).limit(limit)
        return [Person(*row) for row in self._session.execute(wanted)]

    def everyone(self, asked: Asked) -> Iterator[Person]:
        """All of them by their numbers, read a batch at a time."""
        last = 0
        while found := [
            Person(*row)
            for row in self._session.execute(
                self._people(asked).where(Account.id > last).order_by(Account.id).limit(_BATCH)
            )
        ]:
            yield from found
            last = found[-1].id

    def totals(self) -> Mapping[str, int]:
        """How many people stand how to the rules."""
        counted = self._joined(select(self._state, func.count(Account.id))).group_by(self._state)
        return dict.fromkeys(STATES, 0) | dict(self._session.execute(counted).all())

    def by_unit(self) -> Sequence[tuple[str, int, int]]:
        """Unit → how many of its people accepted, of how many; the units with most people to come first."""
        accepted = func.sum(case((self._state == ACCEPTED, 1), else_=0))
        unit = func.coalesce(Account.unit, "")
        counted = self._joined(select(unit, accepted, func.count(Account.id))).group_by(unit)
        found = [(name, int(done or 0), total) for name, done, total in self._session.execute(counted)]
        return sorted(found, key=lambda row: (row[1] - row[2], folded(row[0])))

    def _people(self, asked: Asked) -> AnySelect:
        wanted = self._joined(
            select(
                Account.id,
                Account.name,
                Account.name_key,
                Account.username,
                Account.unit,
                Account.standing,
                Acceptance.number,
                Acceptance.accepted_at,
                self._state,
            )
        )
        if asked.state in STATES:
            wanted = wanted.where(self._state == asked.state)
        if asked.number is not None:
            wanted = wanted.where(Acceptance.number == asked.number)
        if key := folded(asked.words):
            wanted = wanted.where(
                or_(
                    Account.name_key.contains(key, autoescape=True),
                    func.lower(Account.unit).contains(asked.words.strip().lower(), autoescape=True),
                )
            )
        return wanted

    def _joined(self, wanted: AnySelect) -> AnySelect:
        joined = (
            wanted.select_from(Account)
            .outerjoin(self._last, self._last.c.account_id == Account.id)
            .outerjoin(Acceptance, Acceptance.id == self._last.c.id)
            .where(able_at(clock.now()))
        )
        return joined if self._space_id is None else joined.where(self._of_space(self._space_id))

    def _of_space(self, space_id: int) -> ColumnElement[bool]:
        """Those who have a role there, by themselves or by a group, or accepted its charter once."""
        words = select(Grant.word).where(Grant.space_id == space_id)
        in_group = select(Membership.account_id).where(
            (literal("group:") + cast(Membership.group_id, String)).in_(words)
        )
        return or_(
            self._last.c.id.is_not(None),
            (literal("account:") + cast(Account.id, String)).in_(words),
            Account.id.in_(in_group),
        )
