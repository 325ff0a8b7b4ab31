"""Spaces as their viewer may see them, and who has which role there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from auth.identity import MEMBERS, ids_in
from auth.models import Account, Group
from wiki import clock
from wiki.access.decision import may, require
from wiki.access.filters import readable
from wiki.access.keyring import lasts
from wiki.access.models import Grant
from wiki.access.roles import ROLES, STEWARD, strongest
from wiki.access.viewer import Viewer
from wiki.db import AnyRow
from wiki.errors import NotFound, SignInNeeded
from wiki.parts.spaces.errors import NoSuchSpace, UnknownMember
from wiki.parts.spaces.models import SECRET, Space
from wiki.parts.words import in_order


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
    found = session.scalars(select(Space).where(known(viewer)))
    return sorted(found, key=lambda space: in_order(space.title_key))


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
    """One line of the list of members: a person, a group, or all staff."""

    word: str
    label: str
    kind: str  # "person", "group" or "staff"
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
        return int(self.word.removeprefix("account:")) if self.kind == "person" and not self.gone else None


def members(session: Session, space: Space) -> list[Member]:
    """Who has a role in the space: strongest role first, then by name."""
    in_force = (
        select(Grant.word, Grant.role, Grant.ends_at, Grant.given_at, Account.name, Grant.reason)
        .outerjoin(Account, Account.id == Grant.given_by_id)
        .where(Grant.space_id == space.id, lasts(Grant.ends_at, clock.now()))
    )
    roles = _by_word(session.execute(in_force).all())
    names = _names(session, list(roles))
    listed = [Member(word, *names[word][:2], roles[word], names[word][2]) for word in roles if word in names]
    return sorted(listed, key=lambda member: (-ROLES.index(member.role), member.label.casefold()))


def _by_word(
    grants: Iterable[AnyRow],
) -> dict[str, dict[str, Given]]:
    roles: dict[str, dict[str, Given]] = {}
    for word, role, *given in grants:
        roles.setdefault(word, {})[role] = Given(*given)
    return roles


def stewards(session: Session, space: Space) -> list[Member]:
    """Who keeps the space without end."""
    return [each for each in members(session, space) if STEWARD in each.roles and each.roles[STEWARD] is None]


def grants_of(session: Session, space: Space, word: str) -> Mapping[str, Grant]:
    """The roles given to this word in the space, those that have ended included, by their names."""
    found = session.scalars(select(Grant).where(Grant.space_id == space.id, Grant.word == word))
    return {grant.role: grant for grant in found}


def member(session: Session, space: Space, word: str) -> Member:
    """The one whose role is to be changed.

    :raises UnknownMember: when nobody who holds this word has a role here.
    """
    found = next((listed for listed in members(session, space) if listed.word == word), None)
    if found is None:
        raise UnknownMember(who=word)
    return found


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
