"""Groups of the directories, built-in groups, and who put whom in."""

from __future__ import annotations

from sqlalchemy.orm import Session

from auth import groups
from auth.directories.base import GroupEntry
from auth.models import Account
from tests.auth.conftest import NOW


def names(session: Session, account: Account) -> list[str]:
    return [group.name for group in groups.groups_of(session, account.id)]


def test_a_person_is_put_in_and_taken_out(session: Session, cast: dict[str, Account]) -> None:
    administrators = groups.administrators(session, NOW)
    groups.add(session, administrators, cast["dana"])
    groups.add(session, administrators, cast["dana"])
    assert groups.members(session, administrators) == [cast["dana"]]
    assert groups.is_administrator(session, cast["dana"].id)
    assert not groups.is_administrator(session, cast["bob"].id)
    groups.remove(session, administrators, cast["dana"])
    groups.remove(session, administrators, cast["dana"])
    assert groups.members(session, administrators) == []


def test_a_directory_group_of_that_name_gives_no_power(session: Session, cast: dict[str, Account]) -> None:
    """Only the built-in group runs the site, whatever a directory calls its own."""
    impostor = groups.group_of(session, "ldap", GroupEntry("administrators", "administrators"), NOW)
    groups.add(session, impostor, cast["bob"])
    assert not groups.is_administrator(session, cast["bob"].id)


def test_each_source_takes_back_only_its_own(session: Session, cast: dict[str, Account]) -> None:
    dana, bob = cast["dana"], cast["bob"]
    groups.add(session, groups.administrators(session, NOW), dana)
    for named in (["bob", "g-1"], []):
        groups.follow_settings(session, dana, {"g-1"}, named, NOW)
        groups.follow_settings(session, bob, set(), named, NOW)
        expected = [True, bool(named)]
        assert [groups.is_administrator(session, each.id) for each in (dana, bob)] == expected


def test_a_guest_of_an_administrators_name_gets_no_power(session: Session, cast: dict[str, Account]) -> None:
    for account in (cast["gaelle"], cast["dana"]):
        groups.follow_settings(session, account, set(), ["gaelle", "dana"], NOW)
    assert not groups.is_administrator(session, cast["gaelle"].id)
    assert groups.is_administrator(session, cast["dana"].id)


def test_groups_follow_the_directory_and_leave_the_built_in_alone(
    session: Session, cast: dict[str, Account]
) -> None:
    bob = cast["bob"]
    groups.add(session, groups.administrators(session, NOW), bob)
    field, office = GroupEntry("g-1", "Terrain"), GroupEntry("g-2", "Bureau")
    groups.follow_directory(session, bob, [field, office], NOW)
    assert names(session, bob) == ["Administrators", "Bureau", "Terrain"]
    groups.follow_directory(session, bob, [GroupEntry("g-2", "Bureau central", "Québec")], NOW)
    assert names(session, bob) == ["Administrators", "Bureau central"]


def test_a_group_that_is_gone_opens_nothing_and_keeps_its_name(
    session: Session, cast: dict[str, Account]
) -> None:
    group = groups.group_of(session, "ldap", GroupEntry("g-1", "Terrain"), NOW)
    groups.add(session, group, cast["bob"])
    groups.close_group(session, group, NOW)
    assert groups.group_ids_of(session, cast["bob"].id) == ()
    assert groups.groups_matching(session, "terr") == []
    assert groups.find_group(session, "ldap", "g-1") == group
    again = groups.group_of(session, "ldap", GroupEntry("g-1", "Terrain"), NOW)
    assert (again.id, again.gone_at) == (group.id, None)


def test_groups_are_found_as_they_are_typed(session: Session) -> None:
    groups.group_of(session, "ldap", GroupEntry("g-1", "Direction de l'aménagement"), NOW)
    assert [group.external_id for group in groups.groups_matching(session, "amenag dir")] == ["g-1"]
    assert groups.groups_matching(session, "nagement") == []
