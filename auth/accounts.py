"""Accounts: found again by the directory's stable id, created, followed through renames, disabled."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import BindParameter, ColumnElement, and_, false, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from auth import groups, sessions
from auth.directories.base import Entry
from auth.errors import UsernameTaken
from auth.identity import Identity, identity_of
from auth.models import Account
from auth.names import name_key, printable, username_key
from auth.passwords import Passwords

LOCAL = "local"

INSIDE = 3  # letters of which a part of a word is looked for

Disabler = Literal["directory", "administrator"]


def find_account(session: Session, account_id: int) -> Account | None:
    """The account with this id, None when there is none."""
    return session.get(Account, account_id)


def find_by_username(session: Session, directory: str, username: str) -> Account | None:
    """The account that signs in with this name, compared as directories compare names."""
    return session.scalar(
        select(Account).where(Account.directory == directory, Account.username == username_key(username))
    )


def find_by_external_id(session: Session, directory: str, external_id: str) -> Account | None:
    """The account that the directory knows by this stable id."""
    return session.scalar(
        select(Account).where(Account.directory == directory, Account.external_id == external_id)
    )


def account_of(session: Session, directory: str, entry: Entry, now: datetime) -> Account:
    """The account of a directory entry, made at the first sight and brought up to date at each other.

    The stable id alone decides whose it is: a renamed person keeps the account, and a newcomer who was given the
    name of somebody gone gets one of their own.
    """
    account = find_by_external_id(session, directory, entry.external_id)
    if account is None:
        return _create(session, directory, entry, now)
    update_account(session, account, entry, now)
    return account


def update_account(session: Session, account: Account, entry: Entry, now: datetime) -> bool:
    """Bring the account up to date with its entry; whether anything had changed."""
    facts = facts_of(entry)
    if all(getattr(account, field) == value for field, value in facts.items()):
        return False
    if account.username != facts["username"]:
        release_username(session, account.directory, str(facts["username"]))
    for field, value in facts.items():
        setattr(account, field, value)
    account.updated_at = now
    session.flush()
    return True


def release_username(session: Session, directory: str, username: str) -> None:
    """Take the name from the account that holds it: the directory has given it to somebody else."""
    holder = find_by_username(session, directory, username)
    if holder is not None:
        holder.username = vacated(holder.id)
        session.flush()


def vacated(account_id: int) -> str:
    """What stands for the username of an account whose name was given to another; no directory has such a name."""
    return f"#{account_id}"


def facts_of(entry: Entry) -> dict[str, str | None]:
    """The columns of an account that its directory entry decides, cleaned and cut to what they hold."""
    name = printable(entry.name, 200) or entry.username
    return {
        "username": username_key(entry.username)[:200],
        "name": name,
        "name_key": name_key(name)[:200],
        "mail": _cut(entry.mail, 320),
        "job_title": _cut(entry.job_title, 200),
        "unit": _cut(entry.unit, 200),
        "organisation": _cut(entry.organisation, 200),
        "phone": _cut(entry.phone, 60),
    }


def create_local_account(
    session: Session,
    passwords: Passwords,
    *,
    username: str,
    name: str,
    password: str,
    now: datetime,
    mail: str | None = None,
    sponsor: Account | None = None,
    ends_at: datetime | None = None,
) -> Account:
    """A new account of the local directory: of the staff, or of a guest when somebody sponsors it.

    :raises UsernameTaken: the local directory has this name already.
    :raises auth.errors.AuthError: the password is too short, too long or too obvious (status 422).
    """
    if find_by_username(session, LOCAL, username):
        raise UsernameTaken(username=username)
    passwords.require_good(password, username, name)
    entry = Entry(secrets.token_hex(16), username, name, mail)
    try:
        account = _create(session, LOCAL, entry, now)
    except IntegrityError:  # somebody took it since it was looked for
        raise UsernameTaken(username=username) from None
    account.password_hash = passwords.hash(password)
    account.standing = "guest" if sponsor else "staff"
    account.sponsor_id = sponsor.id if sponsor else None
    account.ends_at = ends_at
    session.flush()
    return account


def set_password(
    session: Session, passwords: Passwords, account: Account, password: str, now: datetime
) -> None:
    """Give a local account a new password. The caller decides which sessions end.

    :raises auth.errors.AuthError: the password is too short, too long or too obvious (status 422).
    """
    passwords.require_good(password, account.username, account.name)
    account.password_hash = passwords.hash(password)
    account.updated_at = now
    session.flush()


def disable(session: Session, account: Account, *, by: Disabler, now: datetime) -> None:
    """Nothing opens any more for this account, from this instant: its sessions end."""
    if account.disabled_at is None:
        account.disabled_at = now
    if account.disabled_by != "administrator":  # what an administrator closed, the directory does not reopen
        account.disabled_by = by
    account.updated_at = now
    session.flush()
    sessions.end_all(session, account.id)


def enable(session: Session, account: Account, now: datetime) -> None:
    """The account may sign in again."""
    account.disabled_at = account.disabled_by = None
    account.updated_at = now
    session.flush()


def identity(session: Session, account: Account) -> Identity:
    """Who this account is to the rest of the program, with the groups it is in."""
    return identity_of(
        account.id,
        account.name,
        language=account.language,
        guest=account.standing == "guest",
        group_ids=groups.group_ids_of(session, account.id),
        administrator=groups.is_administrator(session, account.id),
    )


def find_person(session: Session, who: str, now: datetime) -> Account | None:
    """The account with this id (in digits) or this username that may sign in now; of two directories that have the
    name, the one that was here first."""
    named = Account.id == int(who) if is_id(who) else Account.username == username_key(who)
    return session.scalar(select(Account).where(named, able_at(now)).order_by(Account.id).limit(1))


def able_at(now: datetime | BindParameter[Any]) -> ColumnElement[bool]:
    """The condition that keeps the accounts that may sign in at this instant."""
    return and_(Account.disabled_at.is_(None), or_(Account.ends_at.is_(None), Account.ends_at > now))


def is_id(who: str) -> bool:
    """Whether it can be the id of an account: digits that a database takes for a number."""
    return who.isascii() and who.isdigit() and len(who) < 10


def people_matching(session: Session, text: str, *, limit: int = 10) -> Sequence[Account]:
    """People who can sign in and whose name or username has a word that begins with each word of `text`, by name."""
    words = name_key(text).split()[:6]
    if not words:
        return []
    found = select(Account).where(Account.disabled_at.is_(None), *map(_begins_a_word, words))
    return session.scalars(found.order_by(Account.name_key, Account.id).limit(limit)).all()


def _begins_a_word(word: str) -> ColumnElement[bool]:
    return or_(
        (" " + Account.name_key).contains(f" {word}", autoescape=True),
        Account.username.startswith(word, autoescape=True),
    )


def name_holds(text: str) -> ColumnElement[bool]:
    """The condition that keeps the accounts in whose name this text stands, wherever it does from INSIDE letters on;
    shorter ones begin a word of it."""
    key = name_key(text)
    return or_(
        _begins_a_word(key),
        Account.name_key.contains(key, autoescape=True) if len(key) >= INSIDE else false(),
    )


def name_begins(text: str) -> ColumnElement[bool]:
    """The condition that keeps those of whose name a word begins so, or whose username does."""
    return _begins_a_word(name_key(text))


def new_account(directory: str, entry: Entry, now: datetime) -> Account:
    """An account for this entry, which is in no Session yet."""
    return Account(
        directory=directory,
        external_id=entry.external_id,
        created_at=now,
        updated_at=now,
        **facts_of(entry),
    )


def _create(session: Session, directory: str, entry: Entry, now: datetime) -> Account:
    account = new_account(directory, entry, now)
    release_username(session, directory, account.username)
    try:
        with session.begin_nested():
            session.add(account)
    except IntegrityError:
        # Two first sign-ins of one person in the same instant: the other one made the account.
        other = find_by_external_id(session, directory, entry.external_id)
        if other is None:
            raise
        return other
    return account


def _cut(text: str | None, limit: int) -> str | None:
    return (printable(text, limit) or None) if text else None
