"""Sessions, tries, and the way in, without the web."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from auth import accounts, attempts, sessions
from auth.directories.base import Entry, GroupEntry
from auth.directories.memory import MemoryDirectory
from auth.errors import (
    AccountDisabled,
    DirectoryUnavailable,
    EmptyPassword,
    TooManyAttempts,
    WrongCredentials,
)
from auth.identity import ADMINISTRATORS
from auth.models import Account, SignInAttempt, WebSession
from auth.settings import AttemptSettings, AuthSettings, SessionSettings
from auth.signing_in import Credentials, sign_in
from tests.auth.conftest import NOW, PASSPHRASE

TERMS = SessionSettings(idle_minutes=60, longest_hours=24)


def test_the_database_keeps_no_token(session: Session, cast: dict[str, Account]) -> None:
    """A stolen backup opens no session."""
    token = sessions.open_session(session, cast["alice"], TERMS, now=NOW)
    kept = session.scalars(select(WebSession)).one()
    assert token not in str(vars(kept))
    assert sessions.find_signed_in(session, kept.token_hash, TERMS, NOW) is None
    assert sessions.find_signed_in(session, token, TERMS, NOW) is not None


def test_purging_forgets_what_is_over_and_nothing_else(session: Session, cast: dict[str, Account]) -> None:
    idle, old, living = (sessions.open_session(session, cast["alice"], TERMS, now=NOW) for _ in range(3))
    ids = [each.id for each in session.scalars(select(WebSession).order_by(WebSession.id))]
    later = NOW + timedelta(hours=23)
    for session_id in ids[1:]:
        sessions.touch(session, session_id, later)
    assert sessions.purge(session, TERMS, later) == 1
    assert sessions.find_signed_in(session, idle, TERMS, later) is None
    assert len(sessions.sessions_of(session, cast["alice"].id, TERMS, later)) == 2
    assert sessions.end_by_token(session, old)
    assert not sessions.end_by_token(session, old)
    assert sessions.find_signed_in(session, living, TERMS, later) is not None
    assert sessions.purge(session, TERMS, NOW + timedelta(hours=24)) == 1


def test_tries_are_counted_in_a_sliding_window(session: Session) -> None:
    limits = AttemptSettings(by_account=2, by_address=100, window_minutes=10)
    for minutes in (0, 4):
        attempts.record(session, "alice", "10.0.0.1", limits, NOW + timedelta(minutes=minutes))
    with pytest.raises(TooManyAttempts) as refused:
        attempts.record(session, "alice", "10.0.0.2", limits, NOW + timedelta(minutes=9))
    assert refused.value.wait == timedelta(minutes=1)
    attempts.record(session, "alice", "10.0.0.2", limits, NOW + timedelta(minutes=10))
    assert attempts.purge(session, limits, NOW + timedelta(minutes=14)) == 4


def test_a_refused_try_is_not_counted_again(session: Session) -> None:
    """Otherwise an impatient person would wait for ever."""
    limits = AttemptSettings(by_account=1, by_address=100)
    attempts.record(session, "alice", None, limits, NOW)
    for _ in range(3):
        with pytest.raises(TooManyAttempts):
            attempts.record(session, "alice", None, limits, NOW)
    assert len(session.scalars(select(SignInAttempt)).all()) == 1


def test_a_network_of_one_household_is_one_address(session: Session) -> None:
    limits = AttemptSettings(by_account=100, by_address=2)
    for host in ("2001:db8:1:2::a", "2001:db8:1:2::b"):
        attempts.record(session, host, host, limits, NOW)
    with pytest.raises(TooManyAttempts):
        attempts.record(session, "alice", "2001:db8:1:2:ffff::c", limits, NOW)
    attempts.record(session, "alice", "2001:db8:1:3::a", limits, NOW)
    attempts.record(session, "alice", "not an address", limits, NOW)


# ── The way in ─────────────────────────────────────────────────────────────────────────────────────


def enter(session: Session, *directories: MemoryDirectory, username: str = "alice", **changed: object) -> str:
    settings = AuthSettings.model_validate({"administrators": ["g-direction"], **changed})
    return sign_in(session, directories, Credentials(username, PASSPHRASE), settings, now=NOW)


def test_the_second_directory_is_asked_when_the_first_does_not_know(session: Session) -> None:
    first, second = MemoryDirectory("first"), MemoryDirectory("second")
    second.put(Entry("1", "alice", "Alice Côté"), PASSPHRASE)
    enter(session, first, second)
    assert session.scalars(select(Account)).one().directory == "second"
    with pytest.raises(WrongCredentials):
        enter(session, first)


def test_an_outage_weighs_more_than_a_refusal_and_less_than_a_welcome(session: Session) -> None:
    down, up = MemoryDirectory("down"), MemoryDirectory("up")
    down.down = True
    with pytest.raises(DirectoryUnavailable):
        enter(session, down, up)
    up.put(Entry("1", "alice", "Alice Côté"), PASSPHRASE)
    assert enter(session, down, up)


def test_an_empty_password_asks_nobody(session: Session) -> None:
    directory = MemoryDirectory()
    directory.put(Entry("1", "alice", "Alice Côté"), "")
    with pytest.raises(EmptyPassword):
        sign_in(session, [directory], Credentials("alice", ""), AuthSettings(), now=NOW)
    with pytest.raises(EmptyPassword):
        directory.authenticate("alice", "")


def test_groups_and_power_come_and_go_with_the_directory(session: Session) -> None:
    directory = MemoryDirectory()
    chief = frozenset({GroupEntry("g-direction", "Direction"), GroupEntry("g-all", "Tous")})
    directory.put(Entry("1", "alice", "Alice Côté", groups=chief), PASSPHRASE)
    for expected in (True, False):
        token = enter(session, directory)
        found = sessions.find_signed_in(session, token, TERMS, NOW)
        assert found is not None
        assert (ADMINISTRATORS in found.identity.principals) is expected
        directory.put(Entry("1", "alice", "Alice Côté"), PASSPHRASE)
    assert len(found.identity.principals) == 3


def test_who_comes_back_to_the_directory_comes_back_here(session: Session) -> None:
    directory = MemoryDirectory()
    directory.put(Entry("1", "alice", "Alice Côté"), PASSPHRASE)
    enter(session, directory)
    alice = session.scalars(select(Account)).one()
    accounts.disable(session, alice, by="directory", now=NOW)
    assert enter(session, directory)
    accounts.disable(session, alice, by="administrator", now=NOW)
    with pytest.raises(AccountDisabled):
        enter(session, directory)


class Watched(MemoryDirectory):
    """Looks, while it is asked, at what others see of the database at that moment."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.engine = engine
        self.counted: list[int] = []

    def authenticate(self, username: str, password: str) -> Entry:
        with Session(self.engine) as other:
            self.counted.append(len(other.scalars(select(SignInAttempt)).all()))
            other.add(SignInAttempt(subject="account:somebody-else", at=NOW))
            other.commit()
        return super().authenticate(username, password)


def test_a_slow_directory_holds_no_lock_and_its_tries_count_already(session: Session, engine: Engine) -> None:
    """Guesses made at the same instant are all counted, and others may write while a directory thinks."""
    directory = Watched(engine)
    directory.put(Entry("1", "alice", "Alice Côté"), PASSPHRASE)
    typed = Credentials("alice", PASSPHRASE, "10.0.0.1")
    sign_in(session, [directory], typed, AuthSettings(), now=NOW, settle=session.commit)
    session.commit()
    assert directory.counted == [2]
    assert [each.subject for each in session.scalars(select(SignInAttempt))] == ["account:somebody-else"]
