"""Every route × every person × every kind of space. What is expected comes from the gate of the route and from the
table of permissions, so that a new route is in the matrix by itself (requirements 2.3, L-1 to L-20)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from flask import Flask

from tests.house.corners import HELD, RESTRICTED
from tests.house.places import COMMON, Place
from tests.house.routes import Route, routes
from tests.house.world import PEOPLE, World
from wiki.parts.spaces.models import MEMBERS_ONLY, SECRET, STAFF
from wiki.web.gates import EVERYONE, PROGRAMS, SIGNED_IN, UngatedRoute, gates

PLACES = (STAFF, MEMBERS_ONLY, SECRET)
PASSES, SIGN_IN, FORBIDDEN, NOT_FOUND = "passes", "asked to sign in", "forbidden", "does not exist"

READING = routes("GET", "HEAD")
GETS = routes("GET")
POSTS = routes("POST")

_TOKEN = re.compile(r'(?<=name="csrf_token" value=")[^"]*|(?<=name="csrf-token" content=")[^"]*')


def expected(world: World, route: Route, place: Place, person: str) -> str:
    """What the gate and the table say. Here, and not beside the gate, so that the two are written twice."""
    asks = route.gate.asks
    signed_in = person != "nobody"
    if asks == EVERYONE or (asks == SIGNED_IN and signed_in):
        return PASSES
    if asks == PROGRAMS:
        return NOT_FOUND
    if not signed_in:
        return SIGN_IN
    item = world.item(place, route.rule.arguments, asks)
    if world.may(person, asks, item):
        return PASSES
    return FORBIDDEN if world.may(person, f"{item.kind}.read", item) else NOT_FOUND


def outcome(answer: Any) -> str:
    """What the answer amounts to."""
    if answer.status_code == 303 and _asks_to_sign_in(answer.headers["Location"]):
        return SIGN_IN
    return {403: FORBIDDEN, 404: NOT_FOUND}.get(answer.status_code, PASSES)


def _asks_to_sign_in(location: str) -> bool:
    parts = urlsplit(location)
    return parts.path == "/-/sign-in" and "left" not in parse_qs(parts.query)


def words_of(answer: Any, asked: str) -> str:
    """Head and body of an answer, without what the person asked for, part by part, and without tokens."""
    head = "\n".join(
        f"{name}: {value}"
        for name, value in answer.headers
        if name not in ("Set-Cookie", "Content-Length", "Vary", "X-Request-ID")
    )
    text = _TOKEN.sub("", f"{answer.status_code}\n{head}\n{answer.get_data(as_text=True)}")
    for form in (asked, quote(asked, safe=""), quote(asked), asked.replace("&", "&amp;")):
        text = text.replace(form, "…")
    for part in urlsplit(asked).path.split("/"):
        text = text if part.isdigit() or len(part) < 3 else text.replace(part, "…")
    return text


# ── Who passes ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("route", READING, ids=str)
def test_a_route_lets_pass_whom_its_gate_names(world: World, route: Route) -> None:
    for place in route.places(world):
        for person in PEOPLE:
            address = route.address(world, place, person)
            answer = world.send(route.method, address, person)
            assert answer.status_code < 500, f"{person} {route.method} {address}"
            assert outcome(answer) == expected(world, route, place, person), (
                f"{person} {route.method} {address}"
            )


@pytest.mark.parametrize("route", POSTS, ids=str)
def test_a_route_that_writes_lets_pass_whom_its_gate_names(own_world: World, route: Route) -> None:
    """Those who are refused come first: what the others write cannot help them."""
    wanted = {
        (place.visibility, person): expected(own_world, route, place, person)
        for place in route.places(own_world)
        for person in PEOPLE
    }
    for (name, person), expectation in sorted(wanted.items(), key=lambda each: each[1] == PASSES):
        own_world.bin_again(own_world.places[name])
        address = route.address(own_world, own_world.places[name], person)
        answer = own_world.send("POST", address, person)
        assert answer.status_code < 500, f"{person} POST {address}"
        if expectation != PASSES:
            assert outcome(answer) == expectation, f"{person} POST {address}"
        elif (
            route.gate.asks != SIGNED_IN or answer.status_code != 404
        ):  # one's own, of which there may be none
            assert outcome(answer) in (PASSES, SIGN_IN if "sign-in" in address else PASSES), (
                f"{person} POST {address}: {answer.status}"
            )


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_no_route_answers_to_other_methods(world: World, method: str) -> None:
    for route in GETS:
        address = route.address(world, world.places[SECRET], "dana")
        assert world.send(method, address, "dana").status_code == 404, f"{method} {address}"


# ── What is said to those who may not ──────────────────────────────────────────────────────────────


def _curious(address: str, world: World) -> str:
    """The address with all that anything here listens to, pointed at what is secret."""
    secret = world.places[SECRET]
    separator = "&" if "?" in address else "?"
    asked = {
        "q": COMMON,
        "space": secret.space,
        "title": "x",
        "parent": secret.page_id,
        "from": 1,
        "to": 2,
        "view": "source",
        "draft": "restore",
        "minor": 1,
        "about": f"page:{secret.page_id}",
        "quote": secret.post_id,
    }
    return address + separator + urlencode(asked)


@pytest.mark.parametrize("route", GETS, ids=str)
def test_nobody_meets_a_word_that_is_hidden_from_them(world: World, route: Route) -> None:
    """Titles, texts, tags, summaries, drafts, the bin: in no body, no head, no count, no suggestion
    (L-1, L-5, L-6, L-8, L-10 to L-12, L-15, L-18)."""
    for place in route.places(world):
        for person in PEOPLE:
            for address in (
                plain := route.address(world, place, person),
                _curious(plain, world),
                _curious(plain, world).replace(f"space={world.places[SECRET].space}", ""),
            ):
                answer = world.send("GET", address, person)
                assert answer.status_code < 500, f"{person} GET {address}"
                said = words_of(answer, address).casefold()
                met = [word for word in world.hidden_from(person) if word.casefold() in said]
                assert not met, f"{person} GET {address} tells {met}"


def test_the_words_are_there_for_those_who_may(world: World) -> None:
    """Otherwise the test above would prove nothing."""
    place = world.places[SECRET]
    page = world.send("GET", f"/{place.space}/{place.slug}", "alice").text
    assert "Secrettitre" in page
    assert "Secretsuite" in page
    assert "Secretdefunt" in world.send("GET", f"/{place.space}/-/bin", "bob").text
    assert "Secretsuite" in world.send("GET", f"/-/search?q={COMMON}", "alice").text
    assert "Secrettitre" in world.send("GET", "/-/quick?q=secrettitre", "alice").text
    draft = f"/{place.space}/{place.slug}/-/edit"
    assert "Secretbrouillon" in world.send("GET", draft, "bob").text
    assert "Secretbrouillon" not in world.send("GET", draft, "dana").text
    for name, person, word in ((RESTRICTED, "alice", "Restreint"), (HELD, "dana", "Retenu")):
        place = world.places[name]
        page = world.send("GET", f"/{place.space}/{place.slug}", person).text
        assert f"{word}titre" in page
        assert f"{word}titre" in world.send("GET", f"/-/search?q={word}texte", person).text


@pytest.mark.parametrize("route", routes("GET", "POST"), ids=str)
def test_what_may_not_be_read_answers_like_what_does_not_exist(world: World, route: Route) -> None:
    """The same status, sentence and headers, to the byte, but for the address that was asked for (L-12)."""
    for place in route.places(world):
        for person in PEOPLE:
            if expected(world, route, place, person) not in (NOT_FOUND, SIGN_IN):
                continue
            real, absent = route.address(world, place, person), route.absent(world, place, person)
            if absent is None:
                continue
            hidden = words_of(world.send(route.method, real, person), real)
            nothing = words_of(world.send(route.method, absent, person), absent)
            assert hidden == nothing, f"{person} {route.method} {real}"


# ── The gates themselves ───────────────────────────────────────────────────────────────────────────


def test_a_route_without_a_gate_stops_the_program() -> None:
    app = Flask("rogue")
    app.add_url_rule("/-/rogue", "rogue", lambda: "anybody may read this")
    app.view_functions.pop("static", None)
    with pytest.raises(UngatedRoute, match="rogue"):
        gates(app, {})


def test_a_gate_that_asks_for_an_unknown_action_stops_the_program() -> None:
    app = Flask("misspelt", static_folder=None)
    app.add_url_rule("/-/misspelt", "misspelt", lambda: "")
    with pytest.raises(KeyError, match=r"page\.raed"):
        gates(app, {"misspelt": "page.raed"})


def test_every_value_of_an_address_is_known_to_the_matrix(world: World) -> None:
    for route in routes("GET", "POST"):
        assert route.address(world, world.places[STAFF], "dana").startswith("/")
