"""A database, a quick hasher, and the cast: Dana stewards, Bob contributes, Alice reads, Gaëlle is a guest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from auth import accounts
from auth.directories.local import LocalDirectory
from auth.models import Account, Base
from auth.passwords import Passwords
from auth.settings import AuthSettings
from tests.auth.host import QUICK, Host

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

# What everybody of the cast types.
PASSPHRASE = "quatre canards sur l’étang"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'auth.sqlite3'}")
    event.listen(engine, "connect", lambda connection, record: connection.execute("PRAGMA foreign_keys=ON"))
    Base.metadata.create_all(engine)
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
