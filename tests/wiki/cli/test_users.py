"""Accounts from the command line: their passwords are typed or piped, never written in the command (A rows)."""

from __future__ import annotations

import pytest

from tests.wiki.operator import Operator
from tests.wiki.people import PASSWORD


@pytest.fixture
def dana(relais: Operator) -> Operator:
    relais("user", "add", "Dana", "--name", "Dana Tremblay", "--administrator", typed=PASSWORD)
    return relais


def test_an_account_is_added_and_listed(dana: Operator) -> None:
    dana(
        "user",
        "add",
        "gaelle",
        "--name",
        "Gaëlle Roy",
        "--guest-of",
        "dana",
        "--until",
        "2030-01-01",
        typed=PASSWORD,
    )
    assert dana("user", "list").stdout.splitlines() == [
        "dana    Dana Tremblay  local  administrator",
        "gaelle  Gaëlle Roy     local  guest",
    ]


@pytest.mark.parametrize(
    ("words", "typed", "told"),
    [
        (("add", "dana", "--name", "Une autre"), PASSWORD, "dana"),
        (("add", "bob", "--name", "Bob Gagnon"), "court\n", "12"),
        (("add", "bob", "--name", "Bob Gagnon"), "", "password"),
        (("add", "bob", "--name", "Bob Gagnon", "--guest-of", "nobody"), PASSWORD, "nobody"),
        (("disable", "nobody"), None, "nobody"),
        (("password", "nobody"), PASSWORD, "nobody"),
        (("administrator", "nobody"), None, "nobody"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    dana: Operator, words: tuple[str, ...], typed: str | None, told: str
) -> None:
    before = dana.rows()
    refused = dana("user", *words, typed=typed, code=1)
    assert told in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert dana.rows() == before


def test_an_account_is_closed_and_opened_again(dana: Operator) -> None:
    dana("user", "disable", "dana")
    assert "disabled" in dana("user", "list").stdout
    dana("user", "enable", "dana")
    assert "disabled" not in dana("user", "list").stdout


def test_an_administrator_is_one_no_longer(dana: Operator) -> None:
    dana("user", "administrator", "dana", "--remove")
    assert "administrator" not in dana("user", "list").stdout
    dana("user", "administrator", "dana")
    assert "administrator" in dana("user", "list").stdout


def test_a_password_is_never_an_argument(dana: Operator) -> None:
    dana("user", "password", "dana", "un autre mot de passe", code=2)
    dana("user", "password", "dana", typed="un tout autre mot de passe\n")
