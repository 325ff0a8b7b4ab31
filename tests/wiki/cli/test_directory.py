"""`relais directory` against a real slapd: each step tried, people and groups followed (part 4; M-13, V-2)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from tests.auth.slapd import Slapd, free_port, running
from tests.wiki.operator import Operator


@pytest.fixture(scope="module")
def slapd() -> Iterator[Slapd]:
    with running() as server:
        yield server


@pytest.fixture
def ministry(relais: Operator, slapd: Slapd) -> Operator:
    """The operator of a site whose people come from the ministry's directory."""
    settings = slapd.settings()
    told = settings.model_dump(mode="json", exclude_none=True)
    assert settings.bind_password is not None
    told["bind_password"] = settings.bind_password.get_secret_value()
    relais.environment |= {"RELAIS_AUTH__DIRECTORY": "ldap", "RELAIS_AUTH__LDAP": json.dumps(told)}
    return relais


def test_a_directory_that_works_passes_each_step(ministry: Operator) -> None:
    steps = ministry("directory", "check").stdout.splitlines()
    assert len(steps) >= 6
    assert all(step.startswith("✓ ") for step in steps)


def test_the_step_that_fails_is_named_with_its_reason(ministry: Operator) -> None:
    told = json.loads(ministry.environment["RELAIS_AUTH__LDAP"]) | {"bind_password": "not this one"}
    ministry.environment["RELAIS_AUTH__LDAP"] = json.dumps(told)
    outcome = ministry("directory", "check", code=1)
    failed = [line for line in outcome.stdout.splitlines() if line.startswith("✗")]
    assert len(failed) == 1
    assert "bind" in failed[0]
    assert "not this one" not in outcome.output


def test_people_and_groups_come_once(ministry: Operator) -> None:
    ministry("init")
    before = ministry.rows()
    assert "Nothing was written" in ministry("directory", "sync", "--dry-run").stdout
    assert ministry.rows() == before
    ministry("directory", "sync")
    after = ministry.rows()
    assert after["account"] > 150
    assert after["group"] > 0
    again = ministry("directory", "sync").stdout
    assert ministry.rows() == after
    assert "      0  accounts made" in again


def test_a_site_with_local_accounts_has_no_directory_to_follow(relais: Operator) -> None:
    assert relais("directory", "check").stdout.startswith("✓ ")
    assert "auth.ldap" in relais("directory", "sync", code=1).stderr


def test_a_check_is_told_in_french(ministry: Operator) -> None:
    ministry.environment["LANGUAGE"] = "fr_CA"
    steps = ministry("directory", "check").stdout.replace("\N{NO-BREAK SPACE}", " ")
    assert "certificat vérifié" in steps
    assert re.search(r"✓ personnes : \d+ sous ou=", steps)
    told = json.loads(ministry.environment["RELAIS_AUTH__LDAP"]) | {"ca_file": None}
    ministry.environment["RELAIS_AUTH__LDAP"] = json.dumps(told)
    assert "une autorité reconnue ici (ca_file)" in ministry("directory", "check", code=1).stdout


def test_a_directory_that_is_away_is_said_in_one_sentence(ministry: Operator) -> None:
    told = json.loads(ministry.environment["RELAIS_AUTH__LDAP"])
    ministry.environment["RELAIS_AUTH__LDAP"] = json.dumps(
        told | {"urls": [f"ldaps://127.0.0.1:{free_port()}"]}
    )
    refused = ministry("directory", "sync", code=1).stderr.splitlines()
    assert len(refused) == 1
    assert "relais directory check" in refused[0]
