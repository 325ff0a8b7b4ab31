"""The directory brought into the database: arrivals, changes, departures, returns, and doubts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from auth import accounts, groups, sessions
from auth.directories.base import Entry, GroupEntry
from auth.directories.ldap import LdapDirectory
from auth.directories.memory import MemoryDirectory
from auth.errors import DirectoryTruncated, DirectoryUnavailable, SuspiciousDepartures
from auth.models import Account, Group, Membership
from auth.settings import SessionSettings
from auth.sync import Summary, synchronise
from tests.auth.conftest import NOW
from tests.auth.ministry import BOUNDED, Person, person_ldif
from tests.auth.slapd import Slapd

LATER = NOW + timedelta(days=1)
EVERYONE = GroupEntry("g-all", "Tous")


@pytest.fixture
def directory() -> MemoryDirectory:
    """Twelve people, of whom the first is the chief."""
    directory = MemoryDirectory("memory")
    chief = GroupEntry("g-chief", "Direction")
    for number in range(12):
        theirs = frozenset({EVERYONE, chief} if number == 0 else {EVERYONE})
        directory.put(Entry(f"id-{number}", f"person{number}", f"Personne {number}", groups=theirs))
    return directory


def sync(session: Session, directory: MemoryDirectory, **how: object) -> Summary:
    summary = synchronise(session, directory, now=LATER, **how)  # type: ignore[arg-type]  # any of its options
    session.commit()
    return summary


def account(session: Session, external_id: str) -> Account:
    found = accounts.find_by_external_id(session, "memory", external_id)
    assert found is not None
    return found


def test_everybody_arrives_and_a_second_run_changes_nothing(
    session: Session, directory: MemoryDirectory
) -> None:
    first = sync(session, directory)
    assert (first.read, first.created, first.groups_created, first.memberships_added) == (12, 12, 2, 13)
    second = sync(session, directory)
    assert (second.read, second.unchanged, second.changes) == (12, 12, 0)
    assert [group.name for group in groups.groups_of(session, account(session, "id-0").id)] == [
        "Direction",
        "Tous",
    ]


def test_a_dry_run_says_the_same_and_does_nothing(session: Session, directory: MemoryDirectory) -> None:
    expected = sync(session, directory, dry_run=True)
    assert session.scalar(select(func.count()).select_from(Account)) == 0
    assert sync(session, directory) == expected


def test_a_departure_closes_the_account_and_ends_its_sessions(
    session: Session, directory: MemoryDirectory
) -> None:
    """And a return opens it again, with all that was there."""
    sync(session, directory)
    leaver, stayer = account(session, "id-3"), account(session, "id-4")
    leaver_id = leaver.id
    tokens = [sessions.open_session(session, each, SessionSettings(), now=LATER) for each in (leaver, stayer)]
    entry = directory.entries.pop("id-3")
    assert sync(session, directory).disabled == ["Personne 3"]
    found = [sessions.find_signed_in(session, token, SessionSettings(), LATER) for token in tokens]
    assert [each is not None for each in found] == [False, True]
    assert sync(session, directory).changes == 0
    directory.put(entry)
    assert sync(session, directory).enabled == 1
    again = account(session, "id-3")
    assert (again.id, again.disabled_at, again.disabled_by) == (leaver_id, None, None)


def test_an_entry_closed_in_the_directory_is_closed_here(
    session: Session, directory: MemoryDirectory
) -> None:
    sync(session, directory)
    directory.put(replace(directory.entries["id-3"], active=False))
    directory.put(Entry("id-new", "never", "Jamais Venu", active=False))
    summary = sync(session, directory)
    assert (summary.disabled, summary.created) == (["Personne 3"], 0)


def test_what_an_administrator_closed_stays_closed(session: Session, directory: MemoryDirectory) -> None:
    sync(session, directory)
    accounts.disable(session, account(session, "id-3"), by="administrator", now=LATER)
    assert sync(session, directory).changes == 0
    assert account(session, "id-3").disabled_at is not None


@pytest.mark.parametrize("left", [0, 5])
def test_a_directory_that_is_suddenly_empty_is_not_believed(
    session: Session, directory: MemoryDirectory, left: int
) -> None:
    sync(session, directory)
    everybody = dict(directory.entries)
    for external_id in list(everybody)[left:]:
        del directory.entries[external_id]
    with pytest.raises(SuspiciousDepartures, match=f"Of 12 people or groups the directory still has {left}"):
        sync(session, directory)
    session.rollback()
    assert session.scalar(select(func.count()).where(Account.disabled_at.is_not(None))) == 0
    assert len(sync(session, directory, force=True).disabled) == 12 - left
    directory.entries = everybody
    assert sync(session, directory).enabled == 12 - left


def test_everybody_closed_at_once_is_not_believed_either(
    session: Session, directory: MemoryDirectory
) -> None:
    """A flag that is read wrongly must not put a ministry out."""
    sync(session, directory)
    for entry in list(directory.entries.values()):
        directory.put(replace(entry, active=False))
    with pytest.raises(SuspiciousDepartures):
        sync(session, directory)


def test_half_of_the_people_may_leave(session: Session, directory: MemoryDirectory) -> None:
    sync(session, directory)
    for number in range(6):
        del directory.entries[f"id-{number}"]
    assert len(sync(session, directory).disabled) == 6


def test_names_are_swapped_without_confusion(session: Session, directory: MemoryDirectory) -> None:
    """M-13: two people take each other's username on one day; a third takes that of somebody gone."""
    sync(session, directory)
    before = {each: account(session, each).id for each in ("id-1", "id-2", "id-3")}
    one, two = directory.entries["id-1"], directory.entries["id-2"]
    directory.put(replace(one, username=two.username))
    directory.put(replace(two, username=one.username))
    del directory.entries["id-3"]
    directory.put(Entry("id-99", "person3", "Personne Nouvelle"))
    summary = sync(session, directory)
    assert {each: account(session, each).id for each in before} == before
    assert (account(session, "id-1").username, account(session, "id-2").username) == ("person2", "person1")
    newcomer = account(session, "id-99")
    assert newcomer.username == "person3"
    assert newcomer.id != before["id-3"]
    assert account(session, "id-3").username == f"#{before['id-3']}"
    assert sorted(summary.reassigned) == ["person1", "person2", "person3"]
    assert sync(session, directory).changes == 0


def test_two_entries_with_one_name_are_told(session: Session, directory: MemoryDirectory) -> None:
    directory.put(Entry("id-99", "PERSON3", "Personne Double"))
    summary = sync(session, directory)
    assert (summary.created, summary.ambiguous) == (12, ["person3"])
    assert sync(session, directory).changes == 0


def test_groups_are_renamed_and_closed(session: Session, directory: MemoryDirectory) -> None:
    sync(session, directory)
    directory.known_groups = {GroupEntry("g-all", "Tout le monde", "Le personnel")}
    directory.put(replace(directory.entries["id-0"], groups=frozenset()))
    summary = sync(session, directory, force=True)
    assert (summary.groups_updated, summary.groups_closed, summary.memberships_removed) == (1, 1, 1)
    closed = groups.find_group(session, "memory", "g-chief")
    assert closed is not None
    assert closed.gone_at is not None
    assert sync(session, directory).changes == 0


def test_built_in_groups_are_left_alone(session: Session, directory: MemoryDirectory) -> None:
    sync(session, directory)
    groups.add(session, groups.administrators(session, NOW), account(session, "id-5"))
    assert sync(session, directory).changes == 0
    assert groups.is_administrator(session, account(session, "id-5").id)


def test_administrators_follow_the_settings(session: Session, directory: MemoryDirectory) -> None:
    def rulers() -> list[str]:
        return [each.username for each in groups.members(session, groups.administrators(session, NOW))]

    sync(session, directory, administrators=["g-chief", "person7"])
    assert rulers() == ["person0", "person7"]
    sync(session, directory, administrators=["person7"])
    assert rulers() == ["person7"]


def test_an_outage_in_the_middle_disables_nobody(session: Session, directory: MemoryDirectory) -> None:
    sync(session, directory)
    directory.down = True
    with pytest.raises(DirectoryUnavailable):
        sync(session, directory)


def test_batches_are_settled_as_they_go(
    session: Session, directory: MemoryDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auth.sync.BATCH", 5)
    told: list[int] = []
    sync(session, directory, progress=told.append, settle=session.commit)
    assert told == [5, 10, 12]


def test_statements_do_not_grow_with_people(session: Session, directory: MemoryDirectory) -> None:
    for number in range(12, 400):
        directory.put(
            Entry(f"id-{number}", f"person{number}", f"Personne {number}", groups=frozenset({EVERYONE}))
        )
    sync(session, directory)
    seen: list[str] = []
    event.listen(
        session.get_bind(), "before_cursor_execute", lambda *arguments: seen.append(str(arguments[2]))
    )
    assert sync(session, directory).unchanged == 400
    assert len(seen) < 15


# ── With a real directory ──────────────────────────────────────────────────────────────────────────


def test_the_ministry_is_brought_in(session: Session, ldap: LdapDirectory, slapd: Slapd) -> None:
    summary = synchronise(session, ldap, administrators=[slapd.ministry.chief.uid], now=NOW)
    closed = 4
    assert (summary.read, summary.created, summary.groups_created) == (200, 200 - closed, 68)
    chief = accounts.find_by_username(session, "ldap", slapd.ministry.chief.uid)
    busy = accounts.find_by_username(session, "ldap", slapd.ministry.in_sixty_groups.uid)
    assert chief is not None
    assert busy is not None
    assert {group.name for group in groups.groups_of(session, chief.id)} == {
        "Administrators",
        "direction des rivages",
        "ministère",
        "relais-lecture",
        "équipe de l'estuaire",
    }
    assert len(groups.group_ids_of(session, busy.id)) == 61
    again = synchronise(session, ldap, administrators=[slapd.ministry.chief.uid], now=LATER)
    assert again.changes == 0


def test_nothing_unlisted_is_stored(session: Session, ldap: LdapDirectory) -> None:
    """V-2: no row of any table holds what the settings do not name."""
    synchronise(session, ldap, now=NOW)
    session.flush()
    dump = repr(
        [
            tuple(row)
            for table in (Account, Group, Membership)
            for row in session.execute(select(table.__table__))
        ]
    )
    assert "hdamourslevesque@rivages.example" in dump
    for secret in ("581 555-0199", "Secrète", "matricule", "SSHA"):
        assert secret not in dump


def test_a_truncated_ministry_disables_nobody(session: Session, ldap: LdapDirectory, slapd: Slapd) -> None:
    synchronise(session, ldap, now=NOW)
    bounded = LdapDirectory(slapd.settings(bind_dn=BOUNDED, page_size=30, group_base=None))
    with pytest.raises(DirectoryTruncated):
        synchronise(session, bounded, now=LATER, force=True)
    assert session.scalar(select(func.count()).where(Account.disabled_at.is_not(None))) == 0


def test_a_marriage_a_departure_and_a_namesake(session: Session, own_slapd: Slapd) -> None:
    """M-13: against the real directory, by its own entryUUID."""
    directory = LdapDirectory(own_slapd.settings())
    synchronise(session, directory, now=NOW)
    bride, leaver = own_slapd.ministry.people[2], own_slapd.ministry.people[9]
    ids = {}
    for person in (bride, leaver):
        found = accounts.find_by_username(session, "ldap", person.uid)
        assert found is not None
        ids[person.uid] = found.id
    own_slapd.modify(
        f"dn: {bride.dn}\nchangetype: modrdn\nnewrdn: uid=mariee\ndeleteoldrdn: 1\n\n"
        f"dn: {bride.dn.replace(bride.uid, 'mariee')}\nchangetype: modify\n"
        "replace: displayName\ndisplayName: Zoe Nouvelle-Mariee\n"
    )
    own_slapd.delete(leaver.dn)
    own_slapd.add(person_ldif(Person(leaver.uid, "Homonyme", "Nouveau", "Accueil", "Stagiaire", "Office")))
    summary = synchronise(session, directory, now=LATER)
    married = accounts.find_by_username(session, "ldap", "mariee")
    namesake = accounts.find_by_username(session, "ldap", leaver.uid)
    assert married is not None
    assert namesake is not None
    assert (married.id, married.name) == (ids[bride.uid], "Zoe Nouvelle-Mariee")
    assert namesake.id != ids[leaver.uid]
    assert summary.disabled == [leaver.name]
