"""The way in: count the try, ask the directories, bring the account up to date, open a session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from auth import accounts, attempts, groups, sessions
from auth.directories.base import Directory, Entry
from auth.errors import AccountDisabled, AccountExpired, DirectoryUnavailable, EmptyPassword, WrongCredentials
from auth.models import Account
from auth.names import username_key
from auth.settings import AuthSettings


@dataclass(frozen=True, slots=True)
class Credentials:
    """What was typed, and from where."""

    username: str
    password: str
    address: str | None = None
    browser: str | None = None


def sign_in(
    session: Session,
    directories: Sequence[Directory],
    credentials: Credentials,
    settings: AuthSettings,
    *,
    now: datetime,
    settle: Callable[[], None] = lambda: None,
    admit: Callable[[Account], None] = lambda account: None,
) -> str:
    """Let somebody in and return the token of their new session.

    `settle` is called before a directory is asked: a host that ends its transaction there keeps no lock on the
    database while a slow directory thinks. `admit` is asked last, once the password was right: a host that keeps
    somebody out raises its own refusal there, which nobody else is told.

    :raises auth.errors.SignInRefused: with its sentence; what it counted is in the Session, to be committed.
    """
    if not credentials.password:
        raise EmptyPassword
    tried = attempts.record(session, credentials.username, credentials.address, settings.attempts, now)
    settle()
    try:
        directory, entry = _vouched_for(directories, credentials)
    except DirectoryUnavailable:
        attempts.withdraw(session, tried)
        raise
    account = welcome(session, directory.name, entry, settings, now)
    admit(account)
    attempts.withdraw(session, tried)
    attempts.clear(session, credentials.username)
    return sessions.open_session(
        session,
        account,
        settings.sessions,
        now=now,
        address=credentials.address,
        browser=credentials.browser,
    )


def confirm(
    session: Session,
    directories: Sequence[Directory],
    account: Account,
    credentials: Credentials,
    settings: AuthSettings,
    *,
    now: datetime,
    settle: Callable[[], None] = lambda: None,
) -> None:
    """Let pass whoever is signed in with this account and knows its password; tries are counted as at the door.

    :raises auth.errors.SignInRefused: with its sentence; what it counted is in the Session, to be committed.
    """
    if not credentials.password:
        raise EmptyPassword
    mine = (account.directory, account.external_id)
    tried = attempts.record(session, credentials.username, credentials.address, settings.attempts, now)
    settle()
    try:
        directory, entry = _vouched_for(directories, credentials)
    except DirectoryUnavailable:
        attempts.withdraw(session, tried)
        raise
    if (directory.name, entry.external_id) != mine:
        raise WrongCredentials
    attempts.withdraw(session, tried)
    attempts.clear(session, credentials.username)


def welcome(session: Session, directory: str, entry: Entry, settings: AuthSettings, now: datetime) -> Account:
    """The account of somebody whom a directory has just vouched for, with the groups that it told.

    :raises AccountDisabled: an administrator of the site has closed it.
    :raises AccountExpired: it was for a time that is over.
    """
    account = accounts.account_of(session, directory, entry, now)
    if account.disabled_by == "directory":
        accounts.enable(session, account, now)
    if account.disabled_at is not None:
        raise AccountDisabled
    if account.ends_at is not None and account.ends_at <= now:
        raise AccountExpired
    groups.follow_directory(session, account, entry.groups, now)
    groups.follow_settings(session, account, entry.group_ids, settings.administrators, now)
    return account


def _vouched_for(directories: Sequence[Directory], credentials: Credentials) -> tuple[Directory, Entry]:
    """The first directory that knows the name and password; when none does, an outage weighs more than a refusal."""
    username = username_key(credentials.username)
    outage: DirectoryUnavailable | None = None
    for directory in directories:
        try:
            return directory, directory.authenticate(username, credentials.password)
        except WrongCredentials:
            continue
        except DirectoryUnavailable as error:
            outage = error
    raise outage or WrongCredentials
