"""Passwords of the local directory."""

from __future__ import annotations

import unicodedata

import pytest
from sqlalchemy.orm import Session

from auth.directories.local import LocalDirectory
from auth.errors import EmptyPassword, PasswordTooLong, PasswordTooObvious, PasswordTooShort, WrongCredentials
from auth.models import Account
from auth.passwords import Passwords
from auth.settings import PasswordSettings
from tests.auth.conftest import PASSPHRASE
from tests.auth.host import QUICK


def test_only_the_right_password_opens(passwords: Passwords) -> None:
    stored = passwords.hash(PASSPHRASE)
    assert stored.startswith("$argon2id$")
    assert passwords.hash(PASSPHRASE) != stored
    assert passwords.verify(stored, PASSPHRASE)
    assert not passwords.verify(stored, PASSPHRASE + " ")
    assert not passwords.verify(stored, "")


def test_accents_are_the_same_from_any_keyboard(passwords: Passwords) -> None:
    composed = "été à l'île d'Orléans"
    assert passwords.verify(passwords.hash(composed), unicodedata.normalize("NFD", composed))


def test_no_hash_and_a_broken_hash_open_nothing(passwords: Passwords) -> None:
    assert not passwords.verify(None, "nobody has this password")
    assert not passwords.verify(None, "")
    assert not passwords.verify("not a hash", PASSPHRASE)


def test_the_same_work_is_done_for_nobody(passwords: Passwords) -> None:
    """The decoy has today's parameters, so that time tells nothing about who exists."""
    assert not passwords.outdated(passwords._decoy)


def test_a_hash_of_weaker_days_is_renewed_at_sign_in(session: Session, cast: dict[str, Account]) -> None:
    before = cast["alice"].password_hash
    stronger = Passwords(PasswordSettings(**QUICK.model_dump() | {"time_cost": 2}))
    with pytest.raises(WrongCredentials):
        LocalDirectory(session, stronger).authenticate("alice", "not the password")
    assert cast["alice"].password_hash == before
    LocalDirectory(session, stronger).authenticate("alice", PASSPHRASE)
    after = cast["alice"].password_hash
    assert after != before
    assert not stronger.outdated(after or "")


def test_an_account_without_a_password_is_closed(
    session: Session, passwords: Passwords, cast: dict[str, Account]
) -> None:
    cast["alice"].password_hash = None
    directory = LocalDirectory(session, passwords)
    for attempt in ("nobody has this password", PASSPHRASE):
        with pytest.raises(WrongCredentials):
            directory.authenticate("alice", attempt)
    with pytest.raises(EmptyPassword):
        directory.authenticate("alice", "")


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("onze lettre", PasswordTooShort),
        ("x" * 1001, PasswordTooLong),
        ("aaaaaaaaaaaa", PasswordTooObvious),
        ("hlevesque hlevesque", PasswordTooObvious),
        ("HélèneLevesque1", PasswordTooObvious),
    ],
)
def test_a_weak_new_password_is_refused(
    passwords: Passwords, password: str, problem: type[Exception]
) -> None:
    with pytest.raises(problem):
        passwords.require_good(password, "hlevesque", "Hélène Lévesque")


@pytest.mark.parametrize("password", ["Hélène aime les canards", "?!*&%$#@()_+", PASSPHRASE, "x1Y" * 300])
def test_a_good_new_password_is_accepted(passwords: Passwords, password: str) -> None:
    if len(set(password)) < 4:
        password += "z"
    passwords.require_good(password, "hlevesque", "Hélène Lévesque")
