"""Accounts, as they are named on the command line."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.accounts import identity
from auth.models import Account
from auth.names import username_key
from wiki.access.keyring import viewer_of
from wiki.access.viewer import Viewer
from wiki.errors import Conflict, NotFound


class NoSuchAccount(NotFound):
    """Nobody signs in as “%(who)s”. See: relais user list"""


class AmbiguousAccount(Conflict):
    """Several directories have a “%(who)s”: write %(choices)s."""


def account_named(session: Session, who: str) -> Account:
    """The account of this user name, or of directory:username where several directories have it.

    :raises NoSuchAccount, AmbiguousAccount: when it is not one alone.
    """
    found = session.scalars(select(Account).where(Account.username == username_key(who))).all()
    if not found and ":" in who:
        directory, _, username = who.partition(":")
        found = session.scalars(
            select(Account).where(Account.directory == directory, Account.username == username_key(username))
        ).all()
    if not found:
        raise NoSuchAccount(who=who)
    if len(found) > 1:
        choices = [f"{account.directory}:{account.username}" for account in found]
        raise AmbiguousAccount(who=who, choices=", ".join(choices))
    return found[0]


def viewer_named(session: Session, who: str) -> Viewer:
    """What is open to this person now."""
    return viewer_of(session, identity(session, account_named(session, who)))
