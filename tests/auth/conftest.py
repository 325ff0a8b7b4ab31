"""A quick hasher, a directory, and the cast: Dana stewards, Bob contributes, Alice reads, Gaëlle is a guest."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from auth import accounts
from auth.directories.ldap import LdapDirectory
from auth.directories.local import LocalDirectory
from auth.models import Account
from auth.passwords import Passwords
from auth.settings import AuthSettings
from tests.auth.host import QUICK, Host
from tests.auth.ministry import ministry
from tests.auth.slapd import Slapd, running
from tests.databases import Databases

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

# What everybody of the cast types.
PASSPHRASE = "quatre canards sur l’étang"


def _prepare(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None  # the driver's own transactions do not go with savepoints
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture
def engine(databases: Databases) -> Iterator[Engine]:
    with databases.one() as url:
        engine = create_engine(url)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare)
            event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        yield engine
        engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    return Passwords(QUICK)


@pytest.fixture
def settings() -> AuthSettings:
    return AuthSettings(passwords=QUICK)


@pytest.fixture
def cast(session: Session, passwords: Passwords) -> dict[str, Account]:
    """Dana, Bob and Alice of the staff, and Gaëlle, whom Dana sponsors."""
    made = {
        username: accounts.create_local_account(
            session, passwords, username=username, name=name, password=PASSPHRASE, now=NOW
        )
        for username, name in (("dana", "Dana Roy"), ("bob", "Bob Gagné"), ("alice", "Alice Côté"))
    }
    made["gaelle"] = accounts.create_local_account(
        session,
        passwords,
        username="gaelle",
        name="Gaëlle Lévesque-D'Amours",
        password=PASSPHRASE,
        now=NOW,
        sponsor=made["dana"],
        ends_at=datetime(2026, 12, 1, 5, 0, tzinfo=UTC),
    )
    session.commit()
    return made


@pytest.fixture
def host(engine: Engine, settings: AuthSettings, cast: dict[str, Account], passwords: Passwords) -> Host:
    """The small application over the local directory."""
    return Host(engine, lambda session: [LocalDirectory(session, passwords)], settings)


@pytest.fixture(scope="session")
def slapd() -> Iterator[Slapd]:
    """The ministry's directory, one for all tests: who changes it puts it back."""
    with running() as server:
        yield server


@pytest.fixture
def own_slapd() -> Iterator[Slapd]:
    """A directory of the test's own, to be stopped, started and emptied at will."""
    with running(ministry(30)) as server:
        yield server


@pytest.fixture
def ldap(slapd: Slapd) -> Iterator[LdapDirectory]:
    directory = LdapDirectory(slapd.settings())
    yield directory
    directory.close()
