"""The LDAP directory when it is down, hanging, slow, moved, restarted, or somebody else's."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from auth import sessions
from auth.directories.ldap import LdapDirectory
from auth.errors import AuthError, DirectoryProblem, DirectoryUnavailable, WrongCredentials
from auth.models import SignInAttempt
from auth.settings import AuthSettings, SessionSettings
from auth.signing_in import Credentials, sign_in
from tests.auth.conftest import NOW
from tests.auth.ministry import PASSWORD, PEOPLE
from tests.auth.slapd import Slapd, free_port, make_certificates
from tests.auth.wire import Wire, silent_server, wire_to

CHIEF = "hdamourslevesque"


def outcome(directory: LdapDirectory, password: str = PASSWORD) -> str:
    try:
        return directory.authenticate(CHIEF, password).username
    except AuthError as error:
        return type(error).__name__


def failing_step(directory: LdapDirectory) -> tuple[str, str]:
    """The step at which the check stops, and why; the ones before have worked."""
    *worked, last = directory.check()
    assert all(step.ok for step in worked)
    assert not last.ok
    return last.name.split()[0], last.detail


# ── Down and up again ──────────────────────────────────────────────────────────────────────────────


def test_a_directory_that_is_stopped_and_comes_back(own_slapd: Slapd) -> None:
    """The kept connection dies with the server; the next sign-in after the restart works at the first try."""
    directory = LdapDirectory(own_slapd.settings())
    assert outcome(directory) == CHIEF
    own_slapd.stop()
    assert outcome(directory) == "DirectoryUnavailable"
    assert failing_step(directory) == ("connect", "nothing listens at this address")
    with pytest.raises(DirectoryUnavailable):
        list(directory.people())
    own_slapd.start()
    assert outcome(directory) == CHIEF
    own_slapd.stop()
    own_slapd.start()
    assert outcome(directory) == CHIEF
    assert outcome(directory, "a guess") == "WrongCredentials"


def test_those_inside_stay_and_nobody_is_blamed(own_slapd: Slapd, session: Session) -> None:
    directory = LdapDirectory(own_slapd.settings())
    settings = AuthSettings(directory="ldap", ldap=own_slapd.settings())
    typed = Credentials(CHIEF, PASSWORD, "10.0.0.1")
    token = sign_in(session, [directory], typed, settings, now=NOW)
    own_slapd.stop()
    for _ in range(15):
        with pytest.raises(DirectoryUnavailable):
            sign_in(session, [directory], typed, settings, now=NOW)
    assert sessions.find_signed_in(session, token, SessionSettings(), NOW) is not None
    assert session.scalars(select(SignInAttempt)).all() == []


def test_the_second_server_takes_over(slapd: Slapd) -> None:
    dead = f"ldaps://127.0.0.1:{free_port()}"
    assert outcome(LdapDirectory(slapd.settings(urls=[dead, slapd.tls_url]))) == CHIEF
    assert outcome(LdapDirectory(slapd.settings(urls=[dead]))) == "DirectoryUnavailable"


def test_the_second_server_takes_over_from_one_that_hangs_and_goes_on(slapd: Slapd) -> None:
    """It is asked first from then on, so that only one person waits."""
    with wire_to(slapd.port) as wire:
        wire.delay = 30
        directory = LdapDirectory(slapd.settings(urls=[f"ldap://127.0.0.1:{wire.port}", slapd.url]))
        for _ in range(3):
            assert outcome(directory) == CHIEF
            assert wire.connections == 1


def test_a_directory_that_never_answers_is_given_up(slapd: Slapd) -> None:
    """Accepting and saying nothing is the worst that a server can do: a request must not hang with it."""
    with silent_server() as port:
        assert (
            outcome(LdapDirectory(slapd.settings(urls=[f"ldap://127.0.0.1:{port}"])))
            == "DirectoryUnavailable"
        )
        step = failing_step(LdapDirectory(slapd.settings(urls=[f"ldaps://127.0.0.1:{port}"])))
        assert step == ("TLS", "it does not answer in time")


def test_while_it_hangs_others_are_told_at_once(slapd: Slapd) -> None:
    """Eight people at a directory that hangs: one asks it, not eight one after the other."""
    with wire_to(slapd.port) as wire:
        directory = LdapDirectory(slapd.settings(urls=[f"ldap://127.0.0.1:{wire.port}"], rest_seconds=60))
        assert outcome(directory) == CHIEF
        wire.delay = 30
        before = wire.connections
        together = threading.Barrier(8)

        def sign_in_together(number: int) -> str:
            together.wait()
            return outcome(directory)

        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(sign_in_together, range(8))) == {"DirectoryUnavailable"}
        assert wire.connections - before == 1


def test_a_slow_directory_is_waited_for(slapd: Slapd) -> None:
    with wire_to(slapd.port) as wire:
        wire.delay = 0.05
        directory = LdapDirectory(slapd.settings(urls=[f"ldap://127.0.0.1:{wire.port}"], receive_timeout=5))
        assert outcome(directory) == CHIEF
        assert outcome(directory, "a guess") == "WrongCredentials"


def test_a_connection_cut_by_a_firewall_is_opened_again(slapd: Slapd) -> None:
    with wire_to(slapd.port) as wire:
        directory = LdapDirectory(slapd.settings(urls=[f"ldap://127.0.0.1:{wire.port}"]))
        for _ in range(3):
            assert outcome(directory) == CHIEF
            wire.cut()


def test_a_list_interrupted_is_no_list(slapd: Slapd) -> None:
    """The first pages have come, then the line is cut: an error, never a short list."""
    with wire_to(slapd.port) as wire:
        settings = slapd.settings(urls=[f"ldap://127.0.0.1:{wire.port}"], page_size=30, group_base=None)
        people = LdapDirectory(settings).people()
        assert next(people)
        wire.cut()
        with pytest.raises(DirectoryProblem, match="stopped after 30"):
            list(people)


# ── Somebody else's ────────────────────────────────────────────────────────────────────────────────


def test_a_server_of_another_authority_gets_no_password(slapd: Slapd, tmp_path: Path) -> None:
    make_certificates(tmp_path, "other")
    for url in (slapd.tls_url, slapd.url):
        directory = LdapDirectory(slapd.settings(urls=[url], ca_file=tmp_path / "other.pem"))
        assert outcome(directory) == "DirectoryUnavailable"
        name, reason = failing_step(directory)
        assert name == "TLS"
        assert "not from an authority that is trusted" in reason
    # Without a file, the authorities of the system are trusted, and this one is none of them.
    assert outcome(LdapDirectory(slapd.settings(ca_file=None))) == "DirectoryUnavailable"
    assert outcome(LdapDirectory(slapd.settings(ca_file=tmp_path / "absent.pem"))) == "DirectoryUnavailable"


def test_a_server_of_another_name_gets_no_password(slapd: Slapd) -> None:
    directory = LdapDirectory(slapd.settings(urls=[slapd.misnamed_url]))
    assert outcome(directory) == "DirectoryUnavailable"
    assert failing_step(directory) == ("TLS", "its certificate is for another name than the one in urls")


def test_nothing_is_verified_only_where_the_settings_say_so(slapd: Slapd) -> None:
    directory = LdapDirectory(slapd.settings(urls=[slapd.misnamed_url], verify=False, ca_file=None))
    assert outcome(directory) == CHIEF
    assert any("NOT verified" in step.detail for step in directory.check())


def test_a_server_without_tls_is_never_told_a_password(slapd: Slapd) -> None:
    """ldaps:// to a plain port; StartTLS that the server does not speak."""
    for scheme, port in (("ldaps", slapd.port), ("ldap", slapd.tls_port)):
        with wire_to(port) as wire:
            directory = LdapDirectory(slapd.settings(urls=[f"{scheme}://127.0.0.1:{wire.port}"]))
            assert outcome(directory) == "DirectoryUnavailable"
            assert PASSWORD.encode() not in wire.heard
            assert b"relais" not in wire.heard


def test_protected_connections_carry_nothing_in_the_open(slapd: Slapd) -> None:
    def heard(wire: Wire, **changed: object) -> bool:
        directory = LdapDirectory(slapd.settings(urls=[f"ldap://127.0.0.1:{wire.port}"], **changed))
        assert outcome(directory) == CHIEF
        return PASSWORD.encode() in wire.heard

    with wire_to(slapd.port) as wire:
        assert not heard(wire)
        assert heard(wire, start_tls=False, allow_cleartext=True)


# ── The check ──────────────────────────────────────────────────────────────────────────────────────


def test_the_check_names_the_step_that_fails(slapd: Slapd) -> None:
    def check(**changed: object) -> tuple[str, str]:
        return failing_step(LdapDirectory(slapd.settings(**changed)))

    assert check(urls=["ldaps://absent.invalid"])[0] == "resolve"
    assert check(urls=[f"ldaps://127.0.0.1:{free_port()}"])[0] == "connect"
    assert check(urls=[slapd.misnamed_url])[0] == "TLS"
    assert check(bind_password="wrong") == (
        "bind",
        "cn=relais,ou=services,dc=rivages,dc=example is not let in (invalidCredentials)",
    )
    assert check(user_base=f"ou=absent,{PEOPLE}")[0] == "people"
    assert check(attributes={"username": ["sAMAccountName"]})[0] == "people"
    assert check(stable_id="objectGUID")[0] == "stable"
    assert check(group_filter="(objectClass=absent)")[0] == "groups"


def test_the_check_of_a_directory_that_works(slapd: Slapd) -> None:
    steps = list(LdapDirectory(slapd.settings(urls=[slapd.tls_url, slapd.url])).check())
    assert all(step.ok for step in steps)
    kinds = [step.name.split()[0] for step in steps]
    assert kinds == ["resolve", "connect", "TLS", "bind"] * 2 + ["people", "stable", "groups"]
    assert steps[-3].detail.startswith("200 under")


def test_a_directory_without_stable_ids_lets_nobody_in(slapd: Slapd) -> None:
    """M-13: without one, a renamed person would be a stranger, and a newcomer would inherit."""
    directory = LdapDirectory(slapd.settings(stable_id="objectGUID"))
    assert outcome(directory) == "DirectoryUnavailable"
    with pytest.raises(WrongCredentials):
        directory.authenticate(CHIEF, "a guess")


def test_a_site_with_local_accounts_never_loads_ldap3() -> None:
    program = """
import sys
from auth import accounts, groups, sessions, signing_in, sync, web
from auth.directories import local
from auth.settings import AuthSettings
print("ldap3" in sys.modules, "pyasn1" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
