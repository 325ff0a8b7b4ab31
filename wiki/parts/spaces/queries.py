"""Spaces as their viewer may see them, and who has which role there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Case, ColumnElement, Integer, Select, Subquery, case, cast, false, func, or_, select
from sqlalchemy.orm import Session

from auth.identity import MEMBERS, ids_in
from auth.models import Account, Group
from auth.names import name_key
from wiki import clock
from wiki.access.decision import may, require
from wiki.access.filters import readable
from wiki.access.keyring import lasts
from wiki.access.models import Grant
from wiki.access.roles import ROLES, STEWARD, strongest
from wiki.access.viewer import Viewer
from wiki.db import AnySelect
from wiki.errors import NotFound, SignInNeeded
from wiki.parts.spaces.errors import NoSuchSpace, UnknownMember
from wiki.parts.spaces.models import SECRET, Space
from wiki.parts.words import folded


def space(session: Session, viewer: Viewer, name: str, action: str = "space.read") -> Space:
    """The space at this address, if the viewer may do `action` to it.

    :raises NoSuchSpace: when there is none, or none that the viewer may know of.
    """
    found = session.scalar(select(Space).where(Space.slug == name))
    if found is None:
        raise NoSuchSpace(name=name) if viewer.signed_in or viewer.unbounded else SignInNeeded
    try:
        require(viewer, action, found)
    except NotFound as hidden:  # with the sentence of an absent space, so that the two look the same
        raise NoSuchSpace(name=name) from hidden
    return found


def spaces(session: Session, viewer: Viewer) -> Sequence[Space]:
    """Every space that the viewer may know of, by title."""
    return session.scalars(_known_spaces(viewer)).all()


def spaces_on(
    session: Session, viewer: Viewer, named: str = "", *, limit: int, offset: int
) -> Sequence[Space]:
    """Those of them on one screen, whose title holds what is typed."""
    listed = _known_spaces(viewer).limit(limit).offset(offset)
    return session.scalars(listed.where(_titled(named))).all()


def count_spaces(session: Session, viewer: Viewer, named: str = "") -> tuple[int, int]:
    """How many spaces the viewer may know of, and of how many the title holds what is typed."""
    titled = func.coalesce(func.sum(case((_titled(named), 1), else_=0)), 0)
    every, found = session.execute(select(func.count(), titled).where(known(viewer))).one()
    return every, found


def _known_spaces(viewer: Viewer) -> Select[Space]:
    return select(Space).where(known(viewer)).order_by(Space.order_key, Space.id)


def _titled(named: str) -> ColumnElement[bool]:
    return Space.title_key.contains(folded(named), autoescape=True)


def known(viewer: Viewer) -> ColumnElement[bool]:
    """The condition that keeps the spaces that the viewer may know of: those that they read, and to staff all that are
    not secret."""
    seen = readable(viewer, Space.access_class_id)
    return or_(seen, Space.visibility != SECRET) if viewer.staff else seen


def spaces_by_id(session: Session, viewer: Viewer, ids: Collection[int]) -> Mapping[int, Space]:
    """Those of these spaces whose content the viewer may read."""
    if not ids:
        return {}
    found = session.scalars(select(Space).where(Space.id.in_(ids), readable(viewer, Space.access_class_id)))
    return {space.id: space for space in found}


def readable_spaces(session: Session, viewer: Viewer) -> Sequence[Space]:
    """The spaces whose content the viewer may read, by title."""
    return [space for space in spaces(session, viewer) if may(viewer, "space.read", space)]


@dataclass(frozen=True, slots=True)
class Given:
    """How a role was given."""

    ends_at: datetime | None
    given_at: datetime
    given_by: str | None  # None: by the program, or by somebody who has no account any more
    reason: str


@dataclass(frozen=True, slots=True)
class Member:
    """One line of the list of members: a person, of the staff or from outside, a group, or all staff."""

    word: str
    label: str
    kind: str  # "person", "guest", "group" or "staff"
    given: Mapping[str, Given]  # by role
    gone: bool = False

    @property
    def roles(self) -> Mapping[str, datetime | None]:
        """Role → its end."""
        return {role: given.ends_at for role, given in self.given.items()}

    @property
    def role(self) -> str:
        """The strongest one."""
        return strongest(self.roles)

    @property
    def account_id(self) -> int | None:
        """Of a person who may still sign in."""
        return int(self.word.removeprefix("account:")) if self.is_person and not self.gone else None

    @property
    def is_person(self) -> bool:
        return self.kind in ("person", "guest")


Line = Sequence[Any]  # of the list of members: word, label, kind, whether they are gone


@dataclass(frozen=True, slots=True)
class Among:
    """Which members of a space are looked at; all of them unless it is said."""

    named: str = ""  # a part of their name, as it is typed
    words: Collection[str] | None = None  # who hold one of these words
    roles: Collection[str] | None = None  # who hold one of these roles
    present: bool = False  # who may sign in, and groups that there still are


EVERYBODY = Among()


def members(
    session: Session,
    space: Space,
    among: Among = EVERYBODY,
    *,
    limit: int | None = None,
    offset: int = 0,
) -> list[Member]:
    """Who has a role in the space: strongest role first, then by name."""
    lines = _lines(space, among).limit(limit).offset(offset)
    return _with_roles(session, space, session.execute(lines).all())


def members_on(
    session: Session, space: Space, among: Among, *, limit: int, offset: int
) -> tuple[list[Member], int]:
    """Those of them on one screen of the list, and how many they are in all."""
    lines, total = _counted(session, _lines(space, among), limit, offset)
    return _with_roles(session, space, lines), total


def faces(session: Session, space: Space, most: int) -> tuple[list[Member], int]:
    """The first of those who are there, as they are called, and how many they are in all."""
    lines, total = _counted(session, _lines(space, Among(present=True)), most, 0)
    return [Member(word, label, kind, {}, gone) for word, label, kind, gone in lines], total


def _counted(session: Session, lines: AnySelect, limit: int, offset: int) -> tuple[Sequence[Line], int]:
    """Some of these lines, and how many there are: on a screen after the last one, it is asked for by itself."""
    found = session.execute(lines.add_columns(func.count().over()).limit(limit).offset(offset)).all()
    if found or not offset:
        return [row[:-1] for row in found], found[0][-1] if found else 0
    everything = lines.order_by(None).subquery()
    return [], session.scalar(select(func.count()).select_from(everything)) or 0


def _lines(space: Space, among: Among) -> AnySelect:
    """The lines of the list, in its order."""
    held = _held(space, among)
    account, group = Account.id.is_not(None), Group.id.is_not(None)
    gone = or_(Account.disabled_at.is_not(None), Group.gone_at.is_not(None))
    key = func.coalesce(Account.name_key, Group.name_key, "")
    lines = (
        select(
            held.c.word,
            func.coalesce(Account.name, Group.name, "").label("label"),
            case(
                (Account.standing == "guest", "guest"), (account, "person"), (group, "group"), else_="staff"
            ).label("kind"),
            gone.label("gone"),
        )
        .select_from(held)
        .outerjoin(Account, Account.id == held.c.account_id)
        .outerjoin(Group, Group.id == held.c.group_id)
        .where(or_(account, group, held.c.word == MEMBERS))
        .order_by(held.c.strength.desc(), key, held.c.word)
    )
    if among.present:
        lines = lines.where(~gone)
    return lines.where(_called(key, among.named)) if among.named.strip() else lines


def _called(key: ColumnElement[str], typed: str) -> ColumnElement[bool]:
    """Nobody is called by signs alone."""
    wanted = name_key(typed)
    return key.contains(wanted, autoescape=True) if wanted else false()


def _held(space: Space, among: Among) -> Subquery:
    """The words that have a role in the space now, with how strong the strongest is, and whose words they are."""
    held = (
        select(
            Grant.word,
            func.max(_STRENGTH).label("strength"),
            _number_in("account:").label("account_id"),
            _number_in("group:").label("group_id"),
        )
        .where(Grant.space_id == space.id, lasts(Grant.ends_at, clock.now()))
        .group_by(Grant.word)
    )
    if among.words is not None:
        held = held.where(Grant.word.in_(among.words))
    if among.roles is not None:
        held = held.having(func.max(case((Grant.role.in_(among.roles), 1), else_=0)) == 1)
    return held.subquery()


_STRENGTH = case({role: strength for strength, role in enumerate(ROLES)}, value=Grant.role)


def _number_in(prefix: str) -> Case[int | None]:
    """The number after the prefix of a word, null where it begins otherwise."""
    return case((Grant.word.startswith(prefix), cast(func.substr(Grant.word, len(prefix) + 1), Integer)))


def _with_roles(session: Session, space: Space, lines: Iterable[Line]) -> list[Member]:
    """These lines with the roles of each, and how each role was given."""
    in_force = (
        select(Grant.word, Grant.role, Grant.ends_at, Grant.given_at, Account.name, Grant.reason)
        .outerjoin(Account, Account.id == Grant.given_by_id)
        .where(Grant.space_id == space.id, lasts(Grant.ends_at, clock.now()))
        .where(Grant.word.in_([word for word, *_ in lines]))
        .order_by(Grant.word, Grant.role)
    )
    roles: dict[str, dict[str, Given]] = {}
    for word, role, ends_at, given_at, given_by, reason in session.execute(in_force):
        roles.setdefault(word, {})[role] = Given(ends_at, given_at, given_by, reason)
    return [Member(word, label, kind, roles[word], gone) for word, label, kind, gone in lines]


def stewards(session: Session, space: Space) -> list[Member]:
    """Who keeps the space without end."""
    keeping = members(session, space, Among(roles=(STEWARD,)))
    return [each for each in keeping if each.roles[STEWARD] is None]


def grants_of(session: Session, space: Space, word: str) -> Mapping[str, Grant]:
    """The roles given to this word in the space, those that have ended included, by their names."""
    found = session.scalars(select(Grant).where(Grant.space_id == space.id, Grant.word == word))
    return {grant.role: grant for grant in found}


def member(session: Session, space: Space, word: str) -> Member:
    """The one whose role is to be changed.

    :raises UnknownMember: when nobody who holds this word has a role here.
    """
    found = members(session, space, Among(words=(word,)))
    if not found:
        raise UnknownMember(who=word)
    return found[0]


def name_of(session: Session, word: str) -> str:
    """What whoever holds this word is called; nothing for all staff, who are called so in each language."""
    return _names(session, [word])[word][0]


def names_of(session: Session, words: Sequence[str]) -> Mapping[str, str]:
    """Word → what its holder is called; nothing for all staff, who are called so in each language."""
    return {word: name for word, (name, _, _) in _names(session, words).items()}


def _names(session: Session, words: Sequence[str]) -> dict[str, tuple[str, str, bool]]:
    accounts = ids_in(words, "account:")
    groups = ids_in(words, "group:")
    names: dict[str, tuple[str, str, bool]] = {MEMBERS: ("", "staff", False)}
    for account in session.scalars(select(Account).where(Account.id.in_(accounts))):
        names[f"account:{account.id}"] = (account.name, "person", account.disabled_at is not None)
    for group in session.scalars(select(Group).where(Group.id.in_(groups))):
        names[f"group:{group.id}"] = (group.name, "group", group.gone_at is not None)
    return names
