"""`relais mail check`: a letter goes out, or the step that fails is named."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests import mail
from tests.mail import Box
from tests.wiki.operator import Operator


@pytest.fixture
def box(relais: Operator) -> Iterator[Box]:
    """The server of e-mail that the operator's site names."""
    with mail.running() as running:
        relais.environment |= {
            "RELAIS_MAIL": json.dumps(running.settings),
            "RELAIS_SERVER__URL": "https://relais.exemple.ca",
        }
        yield running


def test_a_letter_goes_out(relais: Operator, box: Box) -> None:
    said = relais("mail", "check", "andree@exemple.ca").stdout.splitlines()
    assert [line[:1] for line in said] == ["✓", "✓", "✓", "T"]
    assert [letter["Subject"] for letter in box.to("andree@exemple.ca")] == [
        "Le courriel de Relais fonctionne"
    ]


def test_the_step_that_fails_is_named(relais: Operator, box: Box) -> None:
    box.refuses = "554 not today"
    outcome = relais("mail", "check", "andree@exemple.ca", code=1)
    assert "554 not today" in outcome.stdout
    assert "E-mail does not work" in outcome.stderr


def test_what_is_no_address_is_refused(relais: Operator, box: Box) -> None:
    assert "not an e-mail address" in relais("mail", "check", "andree", code=1).stderr
    assert not box.letters


def test_without_a_server_it_says_what_to_set(relais: Operator) -> None:
    assert "[mail]" in relais("mail", "check", "andree@exemple.ca", code=1).stderr
