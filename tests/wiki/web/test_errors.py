"""The page of every refusal: its status, its sentence in both languages, and the words kept."""

from __future__ import annotations

import pytest
from flask import Flask, abort
from sqlalchemy.exc import OperationalError

from tests.factories import Cast
from tests.visitor import Visitor, Visitors, check_page
from wiki.app import LARGEST_REQUEST
from wiki.errors import Conflict, RelaisError, SignInNeeded
from wiki.kinds.pages.commands import BODY_LIMIT
from wiki.web.gates import for_everyone

STATUSES = (400, 403, 404, 409, 413, 422, 429, 500, 503)


class Refused(RelaisError):
    """Something was refused in this test, because of %(cause)s."""


def refusing(app: Flask, error: Exception | int) -> Visitor:
    """A visitor of a program that refuses one address in this way."""

    @for_everyone
    def refuse() -> None:
        if isinstance(error, int):
            abort(error)
        raise error

    app.add_url_rule("/-/refused", "refused", refuse, methods=["GET", "POST"])
    app.testing = False  # as in production: what is unexpected becomes a page too
    return Visitor(app)


@pytest.mark.parametrize("status", STATUSES)
def test_every_refusal_has_its_page_and_its_json(app: Flask, status: int) -> None:
    error = Refused(cause="curiosité")
    error.status = status  # type: ignore[misc]  # of this one alone
    visitor = refusing(app, error)
    page = visitor.get("/-/refused")
    assert page.status_code == status
    assert page.mimetype == "text/html"
    assert "curiosité" in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    answer = visitor.get("/-/refused", headers={"Accept": "application/json"})
    assert answer.status_code == status
    assert "curiosité" in answer.get_json()["error"]
    for language in ("fr", "en"):
        shown = visitor.get("/-/refused", headers={"Accept-Language": language})
        assert f'<html lang="{language}-CA"' in shown.text


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 406, 410, 413, 415, 422, 429, 500, 501, 503])
def test_what_flask_refuses_looks_the_same(app: Flask, status: int) -> None:
    answer = refusing(app, status).get("/-/refused")
    assert answer.status_code in (status, 404)
    assert "Werkzeug" not in answer.text
    assert "<h1>" in answer.text


def test_what_is_unexpected_says_nothing_of_itself(app: Flask) -> None:
    answer = refusing(app, ZeroDivisionError("/srv/relais/secret")).get("/-/refused")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "ZeroDivision" not in answer.text


def test_a_database_that_does_not_answer_is_said_to_be_away(app: Flask, cast: Cast) -> None:
    answer = refusing(app, OperationalError("SELECT secret", {}, Exception("down"))).get("/-/refused")
    assert answer.status_code == 503
    assert "secret" not in answer.text


def test_who_has_to_sign_in_is_led_there_and_a_script_is_told(app: Flask) -> None:
    visitor = refusing(app, SignInNeeded())
    assert visitor.get("/-/refused?a=1").headers["Location"] == "/-/sign-in?next=/-/refused?a%3D1"
    assert visitor.get("/-/refused", headers={"Accept": "application/json"}).status_code == 401


def test_the_words_come_back_with_the_refusal(app: Flask, cast: Cast) -> None:
    """Whatever was refused, what was typed can be copied, and is no markup (A-11, L-17)."""
    visitor = refusing(app, Conflict())
    visitor.sign_in("bob")
    words = {
        "title": "Un titre",
        "body": "\nDeux\n<script>lignes</script>",
        "summary": "Pourquoi",
        "password": "jamais montré",
    }
    answer = visitor.post("/-/refused", words, form="/-/search")
    assert answer.status_code == 409
    assert "Un titre" in answer.text
    assert "\nDeux\n&lt;script&gt;lignes&lt;/script&gt;" in answer.text
    assert "Pourquoi" in answer.text
    assert "jamais montré" not in answer.text


def test_a_form_whose_session_ended_can_be_opened_again(visitors: Visitors, cast: Cast) -> None:
    """Not in the place of the words, which are nowhere else."""
    where = f"/{cast.space}/-/new?starter=procedure"
    answer = Visitor(visitors.bob.client.application).client.post(
        where, data={"body": "Une heure de travail"}
    )
    assert answer.status_code == 400
    assert "Une heure de travail" in answer.text
    assert f'href="{where}" target="_blank"' in answer.text
    assert "another tab" not in visitors.bob.client.post("/-/sign-out").text


@pytest.mark.parametrize("typed", ["(", "🧊", "…", "-"])
def test_a_search_without_a_word_finds_nothing_and_says_so(
    visitors: Visitors, cast: Cast, typed: str
) -> None:
    """It used to find every page."""
    cast.page("Abattoirs")
    cast.index()
    answer = visitors.alice.get("/-/search", query_string={"q": typed})
    assert answer.status_code == 422
    assert "ne contient aucun mot" in answer.text
    assert "Abattoirs" not in answer.text


# ── Sizes ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_page_may_weigh_512_kb_and_no_more(visitors: Visitors, cast: Cast) -> None:
    form = f"/{cast.space}/-/new"
    heaviest = "mot " * (BODY_LIMIT // 4 - 1) + "fin"  # and the end of the line
    fields = {"title": "La plus lourde", "body": heaviest, "language": "fr-CA"}
    assert visitors.bob.post(form, fields).status_code == 303
    refused = visitors.bob.post(form, fields | {"title": "Trop lourde", "body": heaviest + " encoreunmot"})
    assert refused.status_code in (413, 422)
    assert "encoreunmot" in refused.text, "the words are kept"
    assert visitors.bob.get(f"/{cast.space}/trop-lourde").status_code == 404


def test_a_request_that_is_too_large_is_refused_before_it_is_read(visitors: Visitors, cast: Cast) -> None:
    visitor = visitors.bob
    answer = visitor.client.post(
        f"/{cast.space}/-/new",
        data={"csrf_token": visitor.token("/-/search"), "body": "x" * (LARGEST_REQUEST + 1)},
    )
    assert answer.status_code == 413
    check_page(answer.text)
    as_json = visitor.client.post(
        f"/{cast.space}/-/preview",
        json={"body": "x" * (LARGEST_REQUEST + 1)},
        headers={"Accept": "application/json", "X-CSRFToken": visitor.token("/-/search")},
    )
    assert as_json.status_code == 413


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"{", "application/json"),
        (b"[1]", "application/json"),
        (b'"words"', "application/json"),
        (b"null", "application/json"),
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"", "text/plain"),
    ],
)
def test_broken_bodies_are_refused_politely(
    visitors: Visitors, cast: Cast, content: bytes, kind: str
) -> None:
    visitor = visitors.bob
    for path in ("preview", "draft", "new"):
        answer = visitor.client.post(
            f"/{cast.space}/-/{path}",
            data=content,
            content_type=kind,
            headers={"X-CSRFToken": visitor.token("/-/search")},
        )
        assert answer.status_code < 500, path


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/%ff%fe",
        "/a" * 2000,
        "/é/è",
        "/..%2f..%2fetc/passwd",
        "/-/search?q=%ff%fe%00",
        "/-/search?q=a&offset=99999999999999999999",
        "/-/search?q=a&offset=-1",
        "/-/recent?before=hier",
        "/-/recent?before=9999-99-99",
        "/-/recent?before=0001-01-01T00:00:00%2B14:00",
        "/-/recent?space=%00",
        "/-/quick?q=%00",
        "/-/sign-in?next=%00",
        "/{space}/-/new?parent=99999999999999999999999",
        "/{space}/-/new?parent=-1&title=%00",
        "/{space}/page/-/history?before=99999999999999999999",
        "/{space}/page/-/revisions/99999999999999999999",
        "/{space}/page/-/compare?from=0&to=99999999999999999999",
        "/{space}/page/-/compare?from=a&to=b&view=<script>",
        "/{space}/-/bin/99999999999999999999",
    ],
)
def test_strange_addresses_are_answered_politely(visitors: Visitors, cast: Cast, path: str) -> None:
    cast.page("Page")
    answer = visitors.bob.get(path.format(space=cast.space))
    assert answer.status_code < 500
