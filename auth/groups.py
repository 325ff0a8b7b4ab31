"""Groups: those of the directories, and the built-in ones that Relais keeps itself (origin "relais")."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import Exists, delete, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from auth.directories.base import GroupEntry
from auth.identity import ADMINISTRATORS
from auth.models import Account, Group, Membership
from auth.names import name_key, printable

BUILT_IN = "relais"

Source = Literal["directory", "hand", "settings"]


def built_in(session: Session, external_id: str, name: str, now: datetime) -> Group:
    """The built-in group of this id, made when it is not there yet."""
    return find_group(session, BUILT_IN, external_id) or _create(
        session, BUILT_IN, GroupEntry(external_id, name), now
    )


def administrators(session: Session, now: datetime) -> Group:
    """The built-in group of those who run the site."""
    return built_in(session, ADMINISTRATORS, "Administrators", now)


def is_administrator(session: Session, account_id: int) -> bool:
    """Whether the account runs the site."""
    return bool(session.scalar(select(administrates(account_id))))


def administrates(account_id: object) -> Exists:
    """The SQL for "this account is in the administrators' group", for an id or a column."""
    return (
        exists()
        .where(Membership.__table__.c.account_id == account_id)
        .where(Membership.__table__.c.group_id == Group.__table__.c.id)
        .where(Group.__table__.c.origin == BUILT_IN, Group.__table__.c.external_id == ADMINISTRATORS)
    )


def find_group(session: Session, origin: str, external_id: str) -> Group | None:
    """The group that `origin` knows by this id, gone ones included."""
    return session.scalar(select(Group).where(Group.origin == origin, Group.external_id == external_id))


def group_of(session: Session, origin: str, entry: GroupEntry, now: datetime) -> Group:
    """The group of a directory's entry, made at the first sight and brought up to date at each other."""
    group = find_group(session, origin, entry.external_id)
    if group is None:
        return _create(session, origin, entry, now)
    update_group(group, entry)
    return group


def update_group(group: Group, entry: GroupEntry) -> bool:
    """Bring the group up to date with its entry, back from the gone if need be; whether anything had changed."""
    facts = facts_of(entry)
    if group.gone_at is None and all(getattr(group, field) == value for field, value in facts.items()):
        return False
    for field, value in facts.items():
        setattr(group, field, value)
    group.gone_at = None
    return True


def facts_of(entry: GroupEntry) -> dict[str, str | None]:
    """The columns of a group that its directory entry decides, cleaned and cut to what they hold."""
    name = printable(entry.name, 200) or entry.external_id
    description = printable(entry.description, 2000) if entry.description else ""
    return {"name": name, "name_key": name_key(name)[:200], "description": description or None}


def close_group(session: Session, group: Group, now: datetime) -> None:
    """The directory no longer has it: it opens nothing any more, and its name stays readable."""
    group.gone_at = now
    session.flush()
    session.execute(delete(Membership).where(Membership.group_id == group.id))


def add(session: Session, group: Group, account: Account, source: Source = "hand") -> None:
    """Put the account in the group; nothing happens when it is there."""
    if session.get(Membership, (account.id, group.id)) is None:
        session.add(Membership(account_id=account.id, group_id=group.id, source=source))
        session.flush()


def remove(session: Session, group: Group, account: Account, source: Source | None = None) -> None:
    """Take the account out of the group; with a source, only when that source had put it there."""
    membership = session.get(Membership, (account.id, group.id))
    if membership is not None and source in (None, membership.source):
        session.delete(membership)
        session.flush()


def members(session: Session, group: Group) -> Sequence[Account]:
    """The accounts of a group, by name."""
    return session.scalars(
        select(Account)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.group_id == group.id)
        .order_by(Account.name_key, Account.id)
    ).all()


def groups_of(session: Session, account_id: int) -> Sequence[Group]:
    """The groups that an account is in, by name."""
    return session.scalars(
        select(Group)
        .join(Membership, Membership.group_id == Group.id)
        .where(Membership.account_id == account_id)
        .order_by(Group.name_key, Group.id)
    ).all()


def group_ids_of(session: Session, account_id: int) -> tuple[int, ...]:
    """The ids of the groups that an account is in, nested ones included."""
    return tuple(session.scalars(select(Membership.group_id).where(Membership.account_id == account_id)))


def groups_matching(session: Session, text: str, *, limit: int = 10) -> Sequence[Group]:
    """Living groups in whose name a word begins with each word of `text`, by name."""
    words = name_key(text).split()[:6]
    if not words:
        return []
    begins = [(" " + Group.name_key).contains(f" {word}", autoescape=True) for word in words]
    found = select(Group).where(Group.gone_at.is_(None), *begins).order_by(Group.name_key, Group.id)
    return session.scalars(found.limit(limit)).all()


def follow_directory(
    session: Session, account: Account, entries: Iterable[GroupEntry], now: datetime
) -> None:
    """Make the account's groups of its own directory those that the directory just told."""
    wanted = {group_of(session, account.directory, entry, now).id for entry in entries}
    held = set(
        session.scalars(
            select(Membership.group_id)
            .join(Group, Group.id == Membership.group_id)
            .where(Membership.account_id == account.id, Group.origin == account.directory)
        )
    )
    session.execute(
        delete(Membership).where(Membership.account_id == account.id, Membership.group_id.in_(held - wanted))
    )
    session.add_all(Membership(account_id=account.id, group_id=each) for each in sorted(wanted - held))
    session.flush()


def follow_settings(
    session: Session, account: Account, group_ids: Collection[str], named: Collection[str], now: datetime
) -> None:
    """Administrators are those the settings name, by username or by one of their directory groups' stable ids."""
    group = administrators(session, now)
    if named_by_settings(account, group_ids, named):
        add(session, group, account, "settings")
    else:
        remove(session, group, account, "settings")


def named_by_settings(account: Account, group_ids: Collection[str], named: Collection[str]) -> bool:
    """Whether the settings name this account, or one of these groups, among the administrators; never a guest."""
    if account.standing == "guest":  # a guest may be given any free username, that of an administrator too
        return False
    wanted = {name.casefold() for name in named}
    return account.username in wanted or any(each.casefold() in wanted for each in group_ids)


def appointed_by_settings(session: Session) -> set[int]:
    """The ids of the accounts that the settings have made administrators."""
    return set(session.scalars(select(Membership.account_id).where(Membership.source == "settings")))


def _create(session: Session, origin: str, entry: GroupEntry, now: datetime) -> Group:
    group = Group(origin=origin, external_id=entry.external_id, created_at=now, **facts_of(entry))
    try:
        with session.begin_nested():
            session.add(group)
    except IntegrityError:
        # Somebody else of the same new group signed in in the same instant.
        other = find_group(session, origin, entry.external_id)
        if other is None:
            raise
        return other
    return group
