"""What is sensitive asks for the password again (M-19), and nothing that was typed is lost by it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from werkzeug.test import TestResponse

from tests.factories import PASSWORD, Cast
from tests.visitor import Visitor, Visitors
from wiki import clock

_FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture
def later(visitors: Visitors) -> Iterator[None]:
    """All have signed in, and an hour has passed."""
    for visitor in (visitors.dana, visitors.bob, visitors.gaelle, visitors.admin):
        visitor.get("/")
    with clock.held(clock.now() + timedelta(hours=1)):
        yield


def hidden(answer: TestResponse) -> dict[str, str]:
    return {
        unescape(name): unescape(value) for name, value in _FIELD.findall(answer.text) if name != "csrf_token"
    }


def confirmed(visitor: Visitor, answer: TestResponse, password: str = PASSWORD) -> TestResponse:
    fields = hidden(answer) | {"next": re.findall(r'name="next"[^>]*value="([^"]*)"', answer.text)[0]}
    return visitor.post("/-/confirm", {**fields, "password": password}, form="/-/confirm")


def test_a_short_while_after_signing_in_nothing_is_asked(visitors: Visitors, cast: Cast) -> None:
    assert visitors.dana.get(f"/{cast.space}/-/members").status_code == 200


@pytest.mark.usefixtures("later")
def test_later_the_password_is_asked_and_leads_on(visitors: Visitors, cast: Cast) -> None:
    dana, members = visitors.dana, f"/{cast.space}/-/members"
    answer = dana.get(members)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/-/confirm?next={members}"
    question = dana.get(answer.headers["Location"])
    assert "Est-ce toujours vous?" in question.text
    assert confirmed(dana, question).headers["Location"] == members
    assert dana.get(members).status_code == 200
    with clock.held(clock.now() + timedelta(minutes=31)):
        assert dana.get(members).status_code == 303


@pytest.mark.usefixtures("later")
def test_another_password_is_refused_and_counted(visitors: Visitors, cast: Cast) -> None:
    question = visitors.dana.get(f"/-/confirm?next=/{cast.space}/-/members")
    assert confirmed(visitors.dana, question, "autre chose").status_code == 401
    assert confirmed(visitors.dana, question, "").status_code == 422
    for _ in range(9):
        confirmed(visitors.dana, question, "autre chose")
    assert confirmed(visitors.dana, question).status_code == 429
    assert visitors.dana.get(f"/{cast.space}/-/members").status_code == 303


@pytest.mark.usefixtures("later")
def test_what_was_typed_is_sent_on(visitors: Visitors, cast: Cast) -> None:
    dana, settings = visitors.dana, f"/{cast.space}/-/settings"
    words = {
        "title": "Inspection « d’aujourd’hui »",
        "description": "Deux\r\nlignes",
        "visibility": "members",
        "language": "fr-CA",
    }
    question = dana.post(settings, words)
    assert question.status_code == 403
    assert "Ce que vous avez écrit est gardé." in question.text
    wrong = confirmed(dana, question, "autre chose")
    assert wrong.status_code == 401
    assert hidden(wrong) == hidden(question)
    go_on = confirmed(dana, wrong)
    assert go_on.status_code == 200
    assert f'action="{settings}"' in go_on.text
    fields = hidden(go_on)
    assert {name: fields[name].replace("\n", "\r\n").replace("\r\r", "\r") for name in words} == words
    assert dana.post(settings, fields, form="/-/search").status_code == 303
    assert "Inspection « d’aujourd’hui »" in dana.get(f"/{cast.space}").text


@pytest.mark.usefixtures("later")
def test_whoever_has_no_right_is_not_even_asked(visitors: Visitors, cast: Cast) -> None:
    assert visitors.bob.get(f"/{cast.space}/-/members").status_code == 403
    assert visitors.gaelle.get(f"/{cast.space}/-/members").status_code == 404


@pytest.mark.usefixtures("later")
def test_it_does_not_lead_elsewhere(visitors: Visitors) -> None:
    question = visitors.dana.get("/-/confirm?next=https://ailleurs.test/")
    assert confirmed(visitors.dana, question).headers["Location"] == "/"


def test_nobody_confirms_without_a_session(visitors: Visitors, cast: Cast) -> None:
    stranger = Visitor(visitors.dana.client.application)
    assert stranger.get("/-/confirm").status_code == 303
    assert "/-/sign-in" in stranger.get("/-/confirm").headers["Location"]
    assert cast.space
