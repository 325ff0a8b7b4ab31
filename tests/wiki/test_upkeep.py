"""Once a day the worker forgets sessions that are over and tries that no longer count (part 4)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from auth import accounts, attempts, sessions
from auth.models import Account, SignInAttempt, WebSession
from auth.passwords import Passwords
from auth.settings import AuthSettings, PasswordSettings, SessionSettings
from tests.databases import Databases
from wiki import clock, worker
from wiki.config import Settings
from wiki.db import Database
from wiki.upkeep import Upkeep

SETTINGS = AuthSettings(
    sessions=SessionSettings(idle_minutes=60, longest_hours=240),
    passwords=PasswordSettings(time_cost=1, memory_kib=8, parallelism=1),
)


class Site:
    """A database where Alice signs in and a stranger guesses, at a time held by hand."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self.database, self.at = database, clock.now()
        monkeypatch.setattr(clock, "now", lambda: self.at)
        with database.writing() as session:
            passwords = Passwords(SETTINGS.passwords)
            password = "cinq hiboux dans la grange"
            self.alice = accounts.create_local_account(
                session, passwords, username="alice", name="Alice Côté", password=password, now=self.at
            ).id
            session.commit()

    def wait(self, hours: int) -> datetime:
        self.at += timedelta(hours=hours)
        return self.at

    def sign_in_and_guess(self) -> None:
        with self.database.writing() as session:
            sessions.open_session(
                session, session.get_one(Account, self.alice), SETTINGS.sessions, now=self.at
            )
            attempts.record(session, "bob", None, SETTINGS.attempts, self.at)
            session.commit()

    def kept(self) -> tuple[int, int]:
        """How many sessions and how many tries."""
        with self.database.reading() as session:
            counts = (
                session.scalar(select(func.count()).select_from(each)) for each in (WebSession, SignInAttempt)
            )
            return next(counts) or 0, next(counts) or 0


@pytest.fixture
def site(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with databases.one() as url:
        database = Database(url)
        yield Site(database, monkeypatch)
        database.close()


def test_what_is_over_is_forgotten_at_once_and_then_once_a_day(site: Site) -> None:
    upkeep = Upkeep(site.database, Settings(auth=SETTINGS))
    site.sign_in_and_guess()
    site.wait(hours=2)
    site.sign_in_and_guess()
    upkeep()
    assert site.kept() == (1, 1)
    site.wait(hours=23)
    upkeep()
    assert site.kept() == (1, 1)
    site.wait(hours=1)
    upkeep()
    assert site.kept() == (0, 0)


def test_the_worker_does_it_between_deliveries(site: Site) -> None:
    stop = threading.Event()
    upkeep = Upkeep(site.database, Settings(auth=SETTINGS))

    def once() -> None:
        upkeep()
        stop.set()

    site.sign_in_and_guess()
    site.wait(hours=2)
    worker.run(site.database, stop, once)
    assert site.kept() == (0, 0)


def test_what_waits_is_looked_at_every_hour(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """F-17: what is reminded of, and how often, is told in tests/wiki/moderation."""
    rounds: list[datetime] = []
    monkeypatch.setattr("wiki.upkeep.remind", lambda session: rounds.append(clock.now()))
    upkeep = Upkeep(site.database, Settings(auth=SETTINGS))
    for _ in range(4):
        upkeep()
        upkeep()
        site.wait(hours=1)
    assert len(rounds) == 4
