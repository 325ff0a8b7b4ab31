"""Letters are handed to a real server, protected and signed in for; what fails is said."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests import mail
from tests.auth.slapd import make_certificates
from tests.mail import Box, html_of, text_of
from wiki.config import MailSettings, ServerSettings, Settings
from wiki.parts.mail.delivery import Mailer
from wiki.parts.mail.errors import NoMailServer
from wiki.parts.mail.letters import Letter

LETTER = Letter(
    "fr-CA",
    "Une invitation à « Inspection »",
    "Bonjour Zoé,\nvoici.\n\nhttps://relais.exemple.ca/-/x?a=1&b=2 <ceci>\n",
)
TO = "zoe@municipalite.qc.ca"


# The server of the tests warns of passwords without STARTTLS, where TLS was there from the beginning.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


@pytest.fixture
def box() -> Iterator[Box]:
    with mail.running() as running:
        yield running


@pytest.fixture(params=["starttls", "tls"])
def protected(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Box, dict[str, Any]]]:
    """A server that speaks TLS and wants to know who sends, with the settings that fit."""
    with mail.running(tmp_path, request.param) as box:
        yield (
            box,
            {
                **box.settings,
                "security": request.param,
                "user": mail.USER,
                "password": mail.PASSWORD,
                "ca_file": tmp_path / "ca.pem",
            },
        )


def test_a_letter_arrives_as_text_and_as_html(box: Box) -> None:
    Mailer(MailSettings(**box.settings)).send(LETTER, TO)
    (taken,) = box.letters
    assert (taken["From"], taken["To"]) == ("relais@exemple.gouv.qc.ca", TO)
    assert taken["Subject"] == LETTER.subject
    assert taken["Auto-Submitted"] == "auto-generated"
    assert taken["Content-Language"] == "fr-CA"
    assert taken["Message-ID"].endswith("@exemple.gouv.qc.ca>")
    assert text_of(taken).replace("\r\n", "\n") == LETTER.text
    html = html_of(taken)
    assert '<a href="https://relais.exemple.ca/-/x?a=1&amp;b=2">' in html
    assert "Bonjour Zoé,<br>voici." in html
    assert "&lt;ceci&gt;" in html


def test_a_server_that_hangs_up_once_it_took_the_letter_has_taken_it(box: Box) -> None:
    """Tried again, it would arrive twice. One that hangs up before refuses."""
    box.hangs_up = True
    Mailer(MailSettings(**box.settings)).send(LETTER, TO)
    assert all(step.ok for step in Mailer(MailSettings(**box.settings)).check(LETTER, TO))
    assert len(box.letters) == 2
    box.refuses = "421 too busy"
    with pytest.raises(smtplib.SMTPResponseException):
        Mailer(MailSettings(**box.settings)).send(LETTER, TO)


def test_a_server_that_does_not_answer_is_given_up_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = MailSettings(
            server="127.0.0.1",
            port=silent.getsockname()[1],
            security="none",
            sender="relais@exemple.gouv.qc.ca",
            timeout=1,
        )
        *_, last = Mailer(settings).check(LETTER, TO)
        assert (last.name.startswith("connect"), last.detail) == (True, "it does not answer in time")


def test_what_would_begin_another_header_is_refused(box: Box) -> None:
    with pytest.raises(ValueError, match="another header"):
        Mailer(MailSettings(**box.settings)).send(Letter("fr-CA", "a\nBcc: b@c.ca", "x"), TO)
    assert not box.letters


def test_the_connection_is_protected_and_signed_in_for(protected: tuple[Box, dict[str, Any]]) -> None:
    box, settings = protected
    Mailer(MailSettings(**settings)).send(LETTER, TO)
    assert len(box.letters) == 1
    assert box.signed_in == [mail.USER]


def test_a_server_of_an_unknown_authority_gets_neither_password_nor_letter(
    protected: tuple[Box, dict[str, Any]], tmp_path: Path
) -> None:
    box, settings = protected
    make_certificates(tmp_path, "other")
    with pytest.raises(OSError, match="certificate"):
        Mailer(MailSettings(**{**settings, "ca_file": tmp_path / "other.pem"})).send(LETTER, TO)
    assert not box.letters + box.signed_in
    Mailer(MailSettings(**{**settings, "ca_file": None, "verify": False})).send(LETTER, TO)
    assert len(box.letters) == 1


def test_a_wrong_password_is_said(protected: tuple[Box, dict[str, Any]]) -> None:
    box, settings = protected
    steps = list(Mailer(MailSettings(**{**settings, "password": "une autre"})).check(LETTER, TO))
    assert [step.ok for step in steps] == [*[True] * (len(steps) - 1), False]
    assert steps[-1].name.startswith("sign in")
    assert "refuses the user or the password" in steps[-1].detail
    assert "une autre" not in " ".join(step.detail for step in steps)
    assert not box.letters


def test_a_server_without_tls_is_not_told_anything(box: Box) -> None:
    settings = MailSettings(**{**box.settings, "security": "starttls"})
    with pytest.raises(smtplib.SMTPNotSupportedError):
        Mailer(settings).send(LETTER, TO)
    assert not box.letters
    *before, last = Mailer(settings).check(LETTER, TO)
    assert all(step.ok for step in before)
    assert (last.name.startswith("TLS"), last.detail) == (True, "the server does not offer it")


def test_each_step_that_fails_is_named(box: Box) -> None:
    settings = MailSettings(**box.settings)
    assert all(step.ok for step in Mailer(settings).check(LETTER, TO))
    box.unknown.add("parti@exemple.ca")
    *_, last = Mailer(settings).check(LETTER, "parti@exemple.ca")
    assert not last.ok
    assert "550 nobody of this name" in last.detail
    box.refuses = "451 come back later"
    *_, last = Mailer(settings).check(LETTER, TO)
    assert "451 come back later" in last.detail
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        nobody = MailSettings(**{**box.settings, "server": "127.0.0.1", "port": deaf.getsockname()[1]})
        *_, last = Mailer(nobody).check(LETTER, TO)
    assert (last.name.startswith("connect"), last.detail) == (True, "nothing listens at this address")
    (only,) = Mailer(MailSettings(**{**box.settings, "server": "nulle-part.invalid"})).check(LETTER, TO)
    assert (only.name, only.ok) == ("resolve nulle-part.invalid", False)


def test_addresses_of_examples_are_not_written_to(box: Box) -> None:
    Mailer(MailSettings(**box.settings)).send(LETTER, "gaelle@laboratoire.example")
    assert not box.letters


def test_without_a_server_nothing_is_sent() -> None:
    mailer = Mailer(MailSettings())
    assert not mailer.sends
    with pytest.raises(NoMailServer):
        mailer.send(LETTER, TO)
    with pytest.raises(NoMailServer):
        list(mailer.check(LETTER, TO))


@pytest.mark.parametrize(
    "wrong",
    [
        {"server": "courriel.exemple.ca"},
        {"sender": "pas une adresse"},
        {"user": "relais"},
        {"user": "relais", "password": "x", "security": "none"},
        {"security": "ssl"},
        {"port": 0},
    ],
)
def test_settings_that_cannot_be_used_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        MailSettings(**wrong)


def test_links_need_the_address_of_the_site() -> None:
    server = {"server": "localhost", "sender": "relais@exemple.ca"}
    with pytest.raises(ValidationError, match=r"server\.url"):
        Settings(mail=MailSettings(**server))
    known = ServerSettings(url="https://relais.exemple.ca/")
    assert Settings(mail=MailSettings(**server), server=known).server.url == "https://relais.exemple.ca"
    for address in ("relais.exemple.ca", "javascript:x", "https://u:p@exemple.ca", "https://exemple.ca/?x"):
        with pytest.raises(ValidationError):
            ServerSettings(url=address)


@pytest.mark.parametrize("times", range(1, 9))
def test_a_subject_arrives_as_it_was_written(box: Box, times: int) -> None:
    """However long, accents, no-break spaces and all."""
    subject = "L’équipe vous invite dans «\xa0Inspection Québec\xa0» où " * times
    Mailer(MailSettings(**box.settings)).send(Letter("fr-CA", subject.strip(), "Bonjour."), TO)
    assert box.letters[0]["Subject"] == subject.strip()
