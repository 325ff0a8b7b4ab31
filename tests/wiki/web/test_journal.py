"""Each request leaves one line, with an id that a person can quote, and without a word that anybody typed."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from auth.models import Account
from tests.factories import PASSWORD, Cast
from tests.visitor import Visitor, Visitors
from tests.wiki.web.conftest import Open
from wiki import clock, logs
from wiki.app import Site
from wiki.config import LogSettings
from wiki.web.gates import for_everyone

Said = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def configured() -> Iterator[Callable[[LogSettings], io.StringIO]]:
    """Begins the log with these settings; returns what is written to it."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level

    def begin(settings: LogSettings) -> io.StringIO:
        written = io.StringIO()
        with redirect_stderr(written):
            logs.begin(settings)
        return written

    yield begin
    root.handlers[:] = handlers
    root.setLevel(level)
    logs.ANSWERS.write_to(None, as_json=False)


@pytest.fixture
def said(configured: Callable[[LogSettings], io.StringIO]) -> Said:
    """All that the program says from here on, as the objects of its lines."""
    written = configured(LogSettings(format="json"))
    return lambda: [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_line_tells_the_route_and_never_the_words(visitors: Visitors, cast: Cast, said: Said) -> None:
    """Addresses hold titles, and query strings what people look for (V rows, L-20)."""
    visitors.bob.get("/")
    before = len(said())
    cast.page("Congédiement de Gaëlle")
    answer = visitors.bob.get(f"/{cast.space}/congediement-de-gaelle")
    visitors.bob.get("/-/search?q=maladie+de+Gaëlle")
    read, searched = said()[before:]
    assert read.keys() == {
        "time", "level", "logger", "message", "request", "method", "route", "status", "ms", "account", "bytes",
    }  # fmt: skip
    assert read["route"] == "/<space>/<slug>"
    assert read["status"] == 200
    assert read["account"] == cast.ids["bob"]
    assert read["bytes"] == len(answer.data)
    assert read["request"] == answer.headers["X-Request-ID"]
    assert searched["route"] == "/-/search"
    assert not [word for word in ("Ga", "ga", "bob", "congediement") if word in json.dumps([read, searched])]


def test_a_password_is_in_no_line(stranger: Visitor, cast: Cast, said: Said) -> None:
    assert stranger.sign_in("bob").status_code == 303
    assert stranger.sign_in("bob", "un mauvais mot").status_code != 303
    everything = json.dumps(said())
    assert "/-/sign-in" in everything
    assert PASSWORD not in everything
    assert "un mauvais mot" not in everything


def test_nobody_and_nothing_are_told_too(stranger: Visitor, said: Said) -> None:
    stranger.get("/rien/du/tout")
    line = said()[-1]
    assert line["account"] is None
    assert line["route"] is None
    assert line["status"] in (303, 404)


@pytest.mark.parametrize("given", ["0f8fad5b-d9cb-469f-a165-70867728950e", "a" * 32, "abc12345"])
def test_the_id_of_a_trusted_proxy_is_taken(open_app: Open, given: str) -> None:
    app = open_app(proxies=1)
    assert Visitor(app).get("/-/health", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["court", "a" * 65, "deux mots ensemble", "é" * 10, '"},{"forged":"', ""])
def test_an_id_that_is_not_well_formed_is_not_taken(open_app: Open, given: str) -> None:
    app = open_app(proxies=1)
    made = Visitor(app).get("/-/health", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert made != given
    assert len(made) == 12


def test_without_a_proxy_nobody_names_their_request(app: Flask) -> None:
    """Otherwise anybody could hide among the lines of another."""
    answer = Visitor(app).get("/-/health", headers={"X-Request-ID": "0f8fad5b-d9cb-469f-a165-70867728950e"})
    assert len(answer.headers["X-Request-ID"]) == 12


def failing(app: Flask, fail: Callable[[], None]) -> Visitor:
    """A visitor of a program that has one address where this happens."""

    @for_everyone
    def view() -> str:
        fail()
        return "<html lang=fr><title>Bien</title><h1>Bien</h1>"

    app.add_url_rule("/-/failing/<word>", "failing", lambda word: view())
    app.testing = False
    return Visitor(app)


def test_what_failed_is_found_by_the_number_on_the_page(app: Flask, said: Said) -> None:
    def fail() -> None:
        raise ZeroDivisionError("nothing was there to divide")

    visitor = failing(app, fail)
    page = visitor.get("/-/failing/titre-de-page")
    number = page.headers["X-Request-ID"]
    assert number in page.text
    script = visitor.get("/-/failing/titre-de-page", headers={"Accept": "application/json"})
    assert script.get_json()["request_id"] == script.headers["X-Request-ID"]
    error, answered = (line for line in said() if line["request"] == number)
    assert "ZeroDivisionError" in error["trace"]
    assert "titre-de-page" not in error["message"]
    assert answered["status"] == 500


def test_a_refusal_that_is_nobodys_fault_shows_no_number(visitors: Visitors, cast: Cast) -> None:
    answer = visitors.charlie.get(f"/{cast.space}/absente")
    assert answer.status_code == 404
    assert answer.headers["X-Request-ID"] not in answer.text


def test_the_values_of_a_statement_are_in_no_trace(app: Flask, site: Site, cast: Cast, said: Said) -> None:
    """Neither those that were sent nor those that the database quotes."""

    def fail() -> None:
        with site.database.writing() as session:
            values = {
                "username": "bob",
                "name": "Bob Secret",
                "directory": "local",
                "created_at": clock.now(),
            }
            session.execute(insert(Account).values(**values, external_id="bob"))
            session.execute(insert(Account).values(**values, external_id="bob"))

    failing(app, fail).get("/-/failing/x")
    trace = next(line["trace"] for line in said() if "trace" in line)
    assert IntegrityError.__name__ in trace
    assert "Bob Secret" not in trace
    assert "(bob)" not in trace


def test_lines_for_people_say_the_same(app: Flask, configured: Callable[[LogSettings], io.StringIO]) -> None:
    written = configured(LogSettings())
    answer = Visitor(app).get("/-/health")
    line = written.getvalue()
    assert "GET /-/health 200, " in line
    assert f"nobody [{answer.headers['X-Request-ID']}]" in line


@pytest.mark.parametrize("chosen", [LogSettings(requests=False), LogSettings(level="warning")])
def test_lines_of_requests_can_be_left_out(
    app: Flask, configured: Callable[[LogSettings], io.StringIO], chosen: LogSettings
) -> None:
    written = configured(chosen)
    answer = failing(app, lambda: logging.getLogger("relais").warning("beware")).get("/-/failing/x")
    assert "beware" in written.getvalue()
    assert answer.headers["X-Request-ID"] in written.getvalue()
    assert "GET" not in written.getvalue()
