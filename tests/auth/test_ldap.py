"""The LDAP directory against a real slapd: who is let in, and with which groups."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from pydantic import ValidationError

from auth.directories.base import Entry
from auth.directories.ldap import LdapDirectory
from auth.directories.ldap.found import Found, dn_key
from auth.errors import (
    AccountDisabled,
    AccountExpired,
    AccountLocked,
    AmbiguousName,
    AuthError,
    DirectoryRefused,
    DirectoryTruncated,
    DirectoryUnavailable,
    EmptyPassword,
    NotAdmitted,
    PasswordExpired,
    PasswordMustChange,
    WrongCredentials,
)
from tests.auth.ministry import BOUNDED, GROUPS, OFFICE, PASSWORD, PEOPLE, Ministry, Person, person_ldif
from tests.auth.slapd import Slapd
from tests.auth.wire import wire_to


@contextmanager
def newcomer(slapd: Slapd, uid: str, *extra: str) -> Iterator[Person]:
    """Somebody who is in the directory for the time of a test."""
    person = Person(uid, "Nadia", "Nouvelle", "Accueil", "Stagiaire", OFFICE, extra)
    slapd.add(person_ldif(person))
    try:
        yield person
    finally:
        slapd.delete(person.dn)


@pytest.fixture
def people(slapd: Slapd) -> Ministry:
    return slapd.ministry


def names(entry: Entry) -> list[str]:
    return sorted(group.name for group in entry.groups if not group.name.startswith("communauté"))


@pytest.mark.parametrize("protected", ["ldaps", "starttls"])
def test_helene_signs_in_with_accents_and_all(slapd: Slapd, protected: str) -> None:
    url = slapd.tls_url if protected == "ldaps" else slapd.url
    directory = LdapDirectory(slapd.settings(urls=[url]))
    entry = directory.authenticate("hdamourslevesque", PASSWORD)
    assert (entry.name, entry.mail) == ("Hélène D'Amours-Lévesque", "hdamourslevesque@rivages.example")
    assert (entry.job_title, entry.unit) == ("Inspectrice", "Direction de l'aménagement")
    assert len(entry.external_id) == 36
    with pytest.raises(WrongCredentials):
        directory.authenticate("hdamourslevesque", PASSWORD + "!")
    with pytest.raises(WrongCredentials):
        directory.authenticate("nobody-has-this-name", PASSWORD)


def test_a_service_account_is_not_needed_to_sign_in(slapd: Slapd, people: Ministry) -> None:
    """Direct bind by template: what the person may read of themselves is read as themselves."""
    template = f"uid={{username}},{PEOPLE}"
    settings = slapd.settings(bind_dn=None, bind_password=None, user_dn_template=template)
    directory = LdapDirectory(settings)
    entry = directory.authenticate(people.chief.uid, PASSWORD)
    assert names(entry) == ["direction des rivages", "ministère", "relais-lecture", "équipe de l'estuaire"]
    with pytest.raises(WrongCredentials):
        directory.authenticate(people.chief.uid, "a guess")
    with pytest.raises(WrongCredentials):
        directory.authenticate(f"{people.chief.uid},{PEOPLE}", PASSWORD)
    with pytest.raises(DirectoryRefused, match="no bind_dn"):
        list(directory.people())


@pytest.mark.parametrize(
    "username", ["*", "*)(uid=*", "hdamours*", "hdamourslevesque)(objectClass=*", "\\2a", "a\x00b", "(|", "é"]
)
def test_what_is_typed_is_never_a_filter(slapd: Slapd, username: str) -> None:
    with pytest.raises(WrongCredentials):
        LdapDirectory(slapd.settings()).authenticate(username, PASSWORD)


def test_an_empty_password_never_reaches_the_directory(slapd: Slapd) -> None:
    """Many servers take a bind without a password for an anonymous one, and agree."""
    with wire_to(slapd.port) as wire:
        settings = slapd.settings(urls=[f"ldap://127.0.0.1:{wire.port}"])
        for template in (None, f"uid={{username}},{PEOPLE}"):
            with pytest.raises(EmptyPassword):
                LdapDirectory(settings.model_copy(update={"user_dn_template": template})).authenticate(
                    "alice", ""
                )
        assert wire.connections == 0


@pytest.mark.parametrize(
    ("trouble", "refusal"),
    [
        ("disabled", AccountDisabled),
        ("inactivated", AccountDisabled),
        ("expired", AccountExpired),
        ("locked", AccountLocked),
        ("locked for good", AccountLocked),
        ("password expired", PasswordExpired),
        ("password to change", PasswordMustChange),
    ],
)
def test_each_trouble_has_its_own_sentence(
    ldap: LdapDirectory, people: Ministry, trouble: str, refusal: type[AuthError]
) -> None:
    with pytest.raises(refusal):
        ldap.authenticate(people.troubled[trouble].uid, PASSWORD)
    if "locked" not in trouble:
        with pytest.raises(WrongCredentials):
            ldap.authenticate(people.troubled[trouble].uid, "a guess")


def test_the_directory_itself_locks_after_too_many_guesses(slapd: Slapd, ldap: LdapDirectory) -> None:
    with newcomer(slapd, "guessed"):
        for _ in range(4):
            with pytest.raises(WrongCredentials):
                ldap.authenticate("guessed", "a guess")
        for password in ("a guess", PASSWORD):
            with pytest.raises(AccountLocked):
                ldap.authenticate("guessed", password)


@pytest.mark.parametrize("way", ["member", "memberof", "auto"])
def test_nested_groups_and_circles(slapd: Slapd, people: Ministry, way: str) -> None:
    directory = LdapDirectory(slapd.settings(nested_groups=way))
    expected = {
        0: ["direction des rivages", "ministère", "relais-lecture", "équipe de l'estuaire"],
        5: ["comité a", "comité b", "comité c", "relais-lecture"],
        8: ["relais-lecture", "virgule, plus + et accent é"],
        10: [],
    }
    everybody = {entry.username: entry for entry in directory.people()}
    for place, groups in expected.items():
        alone = directory.authenticate(people.people[place].uid, PASSWORD)
        assert names(alone) == groups
        assert everybody[alone.username] == alone


def test_one_person_in_sixty_groups(ldap: LdapDirectory, people: Ministry) -> None:
    entry = ldap.authenticate(people.in_sixty_groups.uid, PASSWORD)
    assert len([group for group in entry.groups if group.name.startswith("communauté")]) == 60
    assert len(list(ldap.groups())) == 68


@pytest.mark.parametrize("named", ["relais-lecture", "RELAIS-Lecture", f"cn=relais-lecture, {GROUPS}"])
def test_only_a_group_may_sign_in(slapd: Slapd, people: Ministry, named: str) -> None:
    directory = LdapDirectory(slapd.settings(sign_in_group=named))
    assert directory.authenticate(people.people[0].uid, PASSWORD)
    with pytest.raises(NotAdmitted):
        directory.authenticate(people.people[10].uid, PASSWORD)
    with pytest.raises(WrongCredentials):
        directory.authenticate(people.people[10].uid, "a guess")
    assert people.people[10].uid not in {entry.username for entry in directory.people()}


def test_everybody_is_listed_with_two_organisations(ldap: LdapDirectory, people: Ministry) -> None:
    entries = list(ldap.people())
    assert len(entries) == 200
    assert len({entry.external_id for entry in entries}) == 200
    assert sum(entry.organisation == OFFICE for entry in entries) == 50
    inactive = {entry.username for entry in entries if not entry.active}
    closed = ("disabled", "inactivated", "expired", "locked for good")
    assert inactive == {people.troubled[trouble].uid for trouble in closed}


def test_a_list_cut_short_is_an_error(slapd: Slapd) -> None:
    """ldap3 takes "size limit exceeded" for a success: half the ministry would look gone."""
    directory = LdapDirectory(slapd.settings(bind_dn=BOUNDED, page_size=30, group_base=None))
    with pytest.raises(DirectoryTruncated):
        list(directory.people())
    steps = list(directory.check())
    assert [(step.name, step.ok) for step in steps][-1] == ("people", False)
    assert "raise its size limit" in steps[-1].detail


def test_what_is_not_listed_is_never_asked_for(slapd: Slapd, people: Ministry) -> None:
    """V-2: home telephone, home address and employee number never leave the directory."""
    with wire_to(slapd.port) as wire:
        url = f"ldap://127.0.0.1:{wire.port}"
        settings = slapd.settings(urls=[url], start_tls=False, allow_cleartext=True)
        directory = LdapDirectory(settings)
        entries = list(directory.people())
        directory.authenticate(people.chief.uid, PASSWORD)
        assert len(entries) == 200
        heard = bytes(wire.heard).lower()
    assert b"displayname" in heard
    for secret in (
        b"homephone",
        b"homepostaladdress",
        b"secr\xc3\xa8te",
        b"matricule",
        b"userpassword",
        b"givenname",
    ):
        assert secret not in heard


def test_an_attribute_that_is_not_wanted_is_not_read(slapd: Slapd, people: Ministry) -> None:
    settings = slapd.settings(attributes={"phone": [], "mail": [], "job_title": ["title"]})
    entry = LdapDirectory(settings).authenticate(people.chief.uid, PASSWORD)
    assert (entry.phone, entry.mail, entry.job_title) == (None, None, "Inspectrice")


def test_two_entries_with_one_name_let_nobody_in(slapd: Slapd, ldap: LdapDirectory) -> None:
    with newcomer(slapd, "twin"), newcomer(slapd, "other", "uid: twin"):
        with pytest.raises(AmbiguousName):
            ldap.authenticate("twin", PASSWORD)
        assert ldap.authenticate("other", PASSWORD)


def test_people_may_sign_in_by_mail_where_the_settings_say_so(slapd: Slapd, people: Ministry) -> None:
    mail = f"{people.chief.uid}@rivages.example"
    directory = LdapDirectory(slapd.settings(sign_in_attributes=["uid", "mail"]))
    assert directory.authenticate(mail, PASSWORD).username == people.chief.uid
    with pytest.raises(WrongCredentials):
        LdapDirectory(slapd.settings()).authenticate(mail, PASSWORD)


def test_eight_at_once_are_never_mixed_up(ldap: LdapDirectory, people: Ministry) -> None:
    together = threading.Barrier(8)

    def sign_in(person: Person) -> list[str]:
        together.wait()
        return [ldap.authenticate(person.uid, PASSWORD).username for _ in range(3)]

    crowd = people.people[40:48]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(sign_in, crowd)) == [[person.uid] * 3 for person in crowd]


def test_a_wrong_filter_or_base_is_told(slapd: Slapd) -> None:
    with pytest.raises(DirectoryRefused):
        list(LdapDirectory(slapd.settings(user_base="ou=absent,dc=elsewhere")).people())
    with pytest.raises(DirectoryRefused):
        list(LdapDirectory(slapd.settings(user_filter="(&(uid=*)(oops))")).people())


def test_a_wrong_service_password_is_told_to_administrators_only(slapd: Slapd) -> None:
    directory = LdapDirectory(slapd.settings(bind_password="wrong"))
    with pytest.raises(DirectoryUnavailable):
        directory.authenticate("alice", PASSWORD)
    with pytest.raises(DirectoryRefused, match="invalidCredentials"):
        list(directory.people())


# ── Settings and names ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"start_tls": False, "urls": ["ldap://127.0.0.1"]}, "passwords would travel unprotected"),
        ({"urls": ["http://127.0.0.1"]}, "begin with ldaps:// or ldap://"),
        ({"urls": []}, "at least 1 item"),
        ({"bind_password": None}, "a bind_password for bind_dn"),
        ({"bind_dn": None}, "bind_dn and bind_password, or user_dn_template"),
        ({"user_dn_template": "uid=somebody"}, "{username} in user_dn_template"),
        ({"user_filter": "objectClass=person"}, "within parentheses"),
        ({"sign_in_group": "x", "group_base": None}, "a group_base"),
        ({"password": "x"}, "Extra inputs"),
    ],
)
def test_settings_that_would_not_be_safe_are_refused(
    slapd: Slapd, changed: dict[str, object], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        slapd.settings(**changed)


def test_the_service_password_is_never_shown(slapd: Slapd) -> None:
    """L-20: in logs and dumps there are stars."""
    settings = slapd.settings(bind_password="très secret")
    assert "très secret" not in f"{settings!r} {settings} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CN=Équipe A,OU=Groupes,DC=X", "cn=équipe a, ou=groupes , dc=x"),
        ("cn=a\\, b,dc=x", "cn=a\\2C b,dc=x"),
        ("cn=\\c3\\89quipe,dc=x", "cn=Équipe,dc=x"),
        ("cn=a\\+b,dc=x", "cn=a\\2bb,dc=x"),
    ],
)
def test_one_name_however_it_is_written(one: str, other: str) -> None:
    assert dn_key(one) == dn_key(other)


def test_names_that_differ_stay_different() -> None:
    assert dn_key("cn=a\\,cn=b,dc=x") != dn_key("cn=a,cn=b,dc=x")
    assert dn_key("cn=andré,dc=x") != dn_key("cn=andre,dc=x")


def test_an_object_guid_reads_as_administrators_know_it() -> None:
    raw = bytes.fromhex("33221100554477668899aabbccddeeff")
    found = Found("cn=x", {"objectguid": [raw], "entryuuid": [b"ABC"]})
    assert found.stable_id(None) == "00112233-4455-6677-8899-aabbccddeeff"
    assert found.stable_id("entryUUID") == "abc"
    assert Found("cn=x", {}).stable_id(None) == ""
