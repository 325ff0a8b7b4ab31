"""One directory entry is one account, whatever the entry calls itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from auth import accounts, groups, sessions
from auth.directories.base import Entry, GroupEntry
from auth.errors import PasswordTooShort, UsernameTaken
from auth.identity import ADMINISTRATORS, EVERYONE, MEMBERS, account_word, group_word
from auth.models import Account
from auth.passwords import Passwords
from auth.settings import SessionSettings
from tests.auth.conftest import NOW, PASSPHRASE

LATER = NOW + timedelta(days=1)


def test_a_renamed_person_keeps_the_account(session: Session) -> None:
    """M-13, M-15: found by the stable id, after marriage as before."""
    before = accounts.account_of(session, "ldap", Entry("uuid-1", "htremblay", "Hélène Tremblay"), NOW)
    after = accounts.account_of(session, "ldap", Entry("uuid-1", "hlevesque", "Hélène Lévesque"), LATER)
    assert after.id == before.id
    assert (after.username, after.name, after.name_key) == ("hlevesque", "Hélène Lévesque", "helene levesque")
    assert accounts.find_by_username(session, "ldap", "htremblay") is None


def test_a_reused_name_inherits_nothing(session: Session) -> None:
    """M-13: a newcomer with the name of somebody gone has an account of their own."""
    gone = accounts.account_of(session, "ldap", Entry("uuid-1", "jroy", "Jean Roy"), NOW)
    newcomer = accounts.account_of(session, "ldap", Entry("uuid-2", "jroy", "Julie Roy"), LATER)
    assert newcomer.id != gone.id
    assert accounts.find_by_username(session, "ldap", "jroy") == newcomer
    session.refresh(gone)
    assert (gone.name, gone.username) == ("Jean Roy", f"#{gone.id}")


def test_the_same_directory_id_cannot_own_two_accounts(session: Session) -> None:
    """M-13: the database itself refuses."""
    accounts.account_of(session, "ldap", Entry("uuid-1", "jroy", "Jean Roy"), NOW)
    twin = Account(
        directory="ldap",
        external_id="uuid-1",
        username="other",
        name="Other",
        name_key="other",
        created_at=NOW,
        updated_at=NOW,
    )
    session.add(twin)
    with pytest.raises(IntegrityError):
        session.flush()


def test_two_directories_do_not_meet(session: Session) -> None:
    local = accounts.account_of(session, "local", Entry("1", "alice", "Alice Côté"), NOW)
    ldap = accounts.account_of(session, "ldap", Entry("1", "alice", "Alice Côté"), NOW)
    assert local.id != ldap.id
    assert accounts.find_by_username(session, "local", "alice") == local


def test_nothing_changed_writes_nothing(session: Session) -> None:
    entry = Entry("uuid-1", "jroy", "Jean Roy", mail="jean@exemple.quebec")
    account = accounts.account_of(session, "ldap", entry, NOW)
    assert accounts.update_account(session, account, entry, LATER) is False
    assert account.updated_at == NOW


def test_values_too_long_or_unprintable_are_brought_to_what_fits(session: Session) -> None:
    entry = Entry("uuid-1", "jroy", "Jean\x00 \n Roy " + "x" * 300, phone="5" * 100, mail="\x07")
    account = accounts.account_of(session, "ldap", entry, NOW)
    assert account.name.startswith("Jean Roy xxx")
    assert (len(account.name), len(account.phone or ""), account.mail) == (200, 60, None)


def test_a_local_account_needs_a_free_name_and_a_good_password(
    session: Session, passwords: Passwords
) -> None:
    with pytest.raises(PasswordTooShort):
        accounts.create_local_account(
            session, passwords, username="alice", name="Alice Côté", password="court", now=NOW
        )
    accounts.create_local_account(
        session, passwords, username="Alice", name="Alice Côté", password=PASSPHRASE, now=NOW
    )
    with pytest.raises(UsernameTaken):
        accounts.create_local_account(
            session, passwords, username="ALICE", name="Alice Roy", password=PASSPHRASE, now=NOW
        )


def test_people_are_found_as_they_are_typed(session: Session, cast: dict[str, Account]) -> None:
    def found(text: str) -> list[str]:
        return [account.username for account in accounts.people_matching(session, text)]

    assert found("levesque d'am") == ["gaelle"]
    assert found("GAËLLE") == ["gaelle"]
    assert found("amours lév") == ["gaelle"]
    assert found("ali") == ["alice"]
    assert found("lice") == []
    assert found("%") == found("") == found("_") == []
    accounts.disable(session, cast["alice"], by="administrator", now=NOW)
    assert found("ali") == []


def test_disabling_ends_sessions_and_the_directory_does_not_undo_an_administrator(
    session: Session, cast: dict[str, Account]
) -> None:
    alice, bob = cast["alice"], cast["bob"]
    tokens = [sessions.open_session(session, each, SessionSettings(), now=NOW) for each in (alice, bob)]
    accounts.disable(session, alice, by="administrator", now=NOW)
    accounts.disable(session, alice, by="directory", now=LATER)
    assert (alice.disabled_at, alice.disabled_by) == (NOW, "administrator")
    found = [sessions.find_signed_in(session, token, SessionSettings(), NOW) for token in tokens]
    assert found[0] is None
    assert found[1] is not None
    accounts.enable(session, alice, LATER)
    assert (alice.disabled_at, alice.disabled_by) == (None, None)


def test_an_identity_holds_the_words_of_its_groups(session: Session, cast: dict[str, Account]) -> None:
    dana, gaelle = cast["dana"], cast["gaelle"]
    inspectors = groups.group_of(session, "ldap", GroupEntry("g-1", "Inspecteurs"), NOW)
    for account in (dana, gaelle):
        groups.add(session, inspectors, account)
    groups.add(session, groups.administrators(session, NOW), dana)
    hers = accounts.identity(session, dana)
    assert {
        EVERYONE,
        MEMBERS,
        ADMINISTRATORS,
        account_word(dana.id),
        group_word(inspectors.id),
    } < hers.principals
    assert accounts.identity(session, gaelle).principals == {
        EVERYONE,
        account_word(gaelle.id),
        group_word(inspectors.id),
    }


def test_the_session_and_the_account_tell_the_same_identity(
    session: Session, cast: dict[str, Account]
) -> None:
    """The statement of each page view, and the slower way by entities."""
    groups.add(session, groups.administrators(session, NOW), cast["dana"])
    for number in range(60):
        group = groups.group_of(session, "ldap", GroupEntry(f"g-{number}", f"Groupe {number}"), NOW)
        groups.add(session, group, cast["bob"])
    for account in session.scalars(select(Account)):
        token = sessions.open_session(session, account, SessionSettings(), now=NOW)
        found = sessions.find_signed_in(session, token, SessionSettings(), NOW)
        assert found is not None
        assert found.identity == accounts.identity(session, account)
