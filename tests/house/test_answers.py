"""What holds for every answer of every route: its headers, its token, its language, what it may write."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.house.routes import Route, routes
from tests.house.world import World
from tests.visitor import check_page
from wiki.parts.spaces.models import MEMBERS_ONLY, SECRET
from wiki.web.gates import EVERYONE

GETS = routes("GET")
POSTS = routes("POST")

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
# Opening the editor tells the colleagues that one is there, reading a topic how far one has come, and
# opening a notice that it was read; nothing else that is only asked for writes. The table that each writes to.
WRITES_WHEN_READ = {"pages.edit": "presence", "forum.read": "reading", "notices.open_": "notice"}

_WRITING = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER)\b", re.I)


def check_headers(answer: Any, endpoint: str) -> None:
    headers = answer.headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers, "not over TLS"
    assert not headers.get("Access-Control-Allow-Origin")
    if endpoint == "static" and answer.status_code == 200:
        assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in headers
    else:
        assert headers["Cache-Control"] == "private, no-store", "L-13"


@pytest.mark.parametrize("route", GETS, ids=str)
def test_every_answer_says_what_a_browser_may_load_and_a_cache_may_keep(world: World, route: Route) -> None:
    """Errors, redirections and JSON included (L-13, V-11)."""
    for person in ("dana", "gaelle", "nobody"):
        for accepts in ("text/html", "application/json"):
            address = route.address(world, world.places[SECRET], person)
            answer = world.visitors[person].client.get(address, headers={"Accept": accepts})
            check_headers(answer, route.endpoint)


@pytest.mark.parametrize("route", GETS, ids=str)
def test_every_page_is_well_formed(world: World, route: Route) -> None:
    """One h1 that begins the title, labels, unique ids, a language, nothing inline (A-6 to A-8)."""
    for person in ("bob", "charlie", "admin", "nobody"):
        answer = world.send("GET", route.address(world, world.places[MEMBERS_ONLY], person), person)
        if answer.mimetype == "text/html" and answer.status_code != 303:
            check_page(answer.text)


@pytest.mark.parametrize("route", POSTS, ids=str)
def test_nothing_is_written_without_the_token_of_a_page(world: World, route: Route) -> None:
    """The words come back with the refusal, nothing is written, and no right is asked before (A-11)."""
    words = {"title": "Un titre de deux lignes", "body": "De longues phrases <b>à ne pas retaper</b>."}
    for person in ("dana", "charlie", "nobody"):
        client = world.visitors[person].client
        address = route.address(world, world.places[SECRET], person)
        for token in ({}, {"csrf_token": "un-jeton-d-ailleurs"}):
            with world.statements() as said:
                answer = client.post(address, data=words | token)
            assert answer.status_code == 400, f"{person} POST {address}"
            assert not [statement for statement in said if _WRITING.match(statement)]
            assert "Un titre de deux lignes" in answer.text
            assert "De longues phrases &lt;b&gt;à ne pas retaper&lt;/b&gt;." in answer.text
            check_page(answer.text)
            check_headers(answer, route.endpoint)


@pytest.mark.parametrize("route", GETS, ids=str)
def test_what_is_only_asked_for_writes_nothing(world: World, route: Route) -> None:
    for person in ("dana", "charlie", "nobody"):
        address = route.address(world, world.places[SECRET], person)
        with world.statements() as said:
            world.send("GET", address, person)
        written = [statement for statement in said if _WRITING.match(statement)]
        if route.endpoint in WRITES_WHEN_READ:
            assert all(WRITES_WHEN_READ[route.endpoint] in statement for statement in written)
        else:
            assert not written, f"{person} GET {address}"


@pytest.mark.parametrize("route", GETS, ids=str)
def test_every_page_is_in_the_language_that_was_asked_for_and_says_so(world: World, route: Route) -> None:
    """French for whoever speaks neither, English on request, and `lang` says which (Q-1, A-8, M-28)."""
    asked = {"": "fr", "de, ja;q=0.5": "fr", "fr-CA, en;q=0.5": "fr", "en-GB": "en", "en-US,fr;q=0.5": "en"}
    for person in ("dana", "charlie", "nobody"):
        address = route.address(world, world.places[MEMBERS_ONLY], person)
        for accepted, language in asked.items():
            answer = world.visitors[person].client.get(address, headers={"Accept-Language": accepted})
            if answer.mimetype == "text/html" and answer.status_code != 303:
                shown = re.search(r'<html lang="(..)-CA"', answer.text)
                assert shown, address
                assert shown[1] == language, f"{accepted!r} {address}"


def test_pages_for_everyone_are_few_and_known() -> None:
    """A new one is a decision, to be taken here too."""
    for_everyone = {route.endpoint for route in routes("GET", "POST") if route.gate.asks == EVERYONE}
    assert for_everyone == {
        "operations.health",
        "operations.ready",
        "static",
        "auth.sign_in",
        "auth.sign_in_post",
        "auth.sign_out",
        "feeds.changes",
        "guests.accept",
        "guests.link",
        "help.signing_in",
        "rules.terms",
        "rules.version",
    }
