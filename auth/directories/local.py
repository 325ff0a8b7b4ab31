"""The local directory: accounts whose password is kept in the database, for small bodies, guests and the demo."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth import accounts, groups
from auth.directories.base import Entry, GroupEntry, Step
from auth.errors import AccountDisabled, EmptyPassword, WrongCredentials
from auth.models import Account
from auth.passwords import Passwords
from auth.sentences import Sentence


class LocalDirectory:
    """Vouches for the accounts that have a password here, in the Session that it is given."""

    name = accounts.LOCAL

    def __init__(self, session: Session, passwords: Passwords) -> None:
        self._session = session
        self._passwords = passwords

    def authenticate(self, username: str, password: str) -> Entry:
        """Who this is. That the account is closed is told only to those who know its password."""
        if not password:
            raise EmptyPassword
        account = accounts.find_by_username(self._session, self.name, username)
        stored = account.password_hash if account else None
        if not self._passwords.verify(stored, password) or account is None or stored is None:
            raise WrongCredentials
        if account.disabled_at is not None:
            raise AccountDisabled
        if self._passwords.outdated(stored):
            account.password_hash = self._passwords.hash(password)
        return self._entry(account)

    def people(self) -> Iterator[Entry]:
        mine = select(Account).where(Account.directory == self.name).order_by(Account.id)
        yield from map(self._entry, self._session.scalars(mine).all())

    def groups(self) -> Iterator[GroupEntry]:
        """None: groups of the local directory would be the built-in ones, which are kept elsewhere."""
        yield from ()

    def check(self) -> Iterator[Step]:
        count = sum(1 for _ in self.people())
        yield Step(Sentence("people"), True, Sentence("%(count)s with a local account", count=count))

    def _entry(self, account: Account) -> Entry:
        own = (group for group in groups.groups_of(self._session, account.id) if group.origin == self.name)
        return Entry(
            external_id=account.external_id,
            username=account.username,
            name=account.name,
            mail=account.mail,
            job_title=account.job_title,
            unit=account.unit,
            organisation=account.organisation,
            phone=account.phone,
            groups=frozenset(GroupEntry(group.external_id, group.name, group.description) for group in own),
            active=account.disabled_at is None,
        )
