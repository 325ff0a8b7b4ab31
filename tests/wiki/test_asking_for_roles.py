"""Whoever reads a plain space asks to read it as a member, or to write there: why, and until when (M-20, M-21)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from auth.identity import account_word
from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from tests.wiki.communities.founding import in_days, told
from wiki import clock
from wiki.access.models import Grant
from wiki.access.roles import CONSULTATION, EXPERT, FUNCTIONAL, MANAGER, STEWARD, WRITE
from wiki.access.viewer import operator
from wiki.config import Settings
from wiki.errors import Forbidden, NotFound
from wiki.parts.communities import commands, errors
from wiki.parts.communities.queries import waiting_in
from wiki.parts.spaces.commands import set_role, set_roles
from wiki.parts.spaces.errors import EndInThePast
from wiki.parts.spaces.models import MEMBERS_ONLY, SECRET, Space


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"language": "en-CA"})


@pytest.fixture
def space(cast: Cast) -> str:
    """A plain space that all staff read: Dana keeps it, Bob lets people in."""
    return cast.opened("Paie", dana=STEWARD, bob=MANAGER)


def found(session: Any, slug: str) -> Space:
    space: Space = session.scalars(select(Space).where(Space.slug == slug)).one()
    return space


def does(cast: Cast, by: str, command: str, slug: str, *values: Any, **named: Any) -> Any:
    with cast.acting(by) as (session, actor):
        return getattr(commands, command)(session, actor, found(session, slug), *values, **named)


def asks(cast: Cast, slug: str, person: str = "charlie", **named: Any) -> int:
    """This person asks to write for a month: the number of the request."""
    fields = {"role": FUNCTIONAL, "reason": "Je remplace Luc.", "ends_at": in_days(30), **named}
    with cast.acting(person) as (session, actor):
        return commands.ask_for_role(session, actor, found(session, slug), **fields).id


def waiting(cast: Cast, slug: str) -> list[int]:
    with cast.site.database.reading() as session:
        return [asked.request.id for asked in waiting_in(session, found(session, slug).id)]


def writes(cast: Cast, slug: str, person: str = "charlie") -> bool:
    with cast.site.database.reading() as session:
        return cast.viewer(session, person).holds(WRITE, found(session, slug).id)


def send(visitor: Visitor, slug: str, **typed: str) -> TestResponse:
    until = in_days(30).date().isoformat()
    fields = {"role": FUNCTIONAL, "reason": "Je remplace Luc.", "until": until, **typed}
    return visitor.post(f"/{slug}/-/membership/ask", fields, form=f"/{slug}/-/membership")


def test_a_reader_asks_and_is_answered_until_that_day(visitors: Visitors, cast: Cast, space: str) -> None:
    cast.page("Barème", space=space, by="dana")
    assert f"/{space}/-/membership" in visitors.charlie.get(f"/{space}").text
    assert send(visitors.charlie, space).status_code == 303
    (number,) = waiting(cast, space)
    assert told(cast, "dana")[-1] == told(cast, "bob")[-1] == "RoleWasRequested"
    screen = visitors.bob.get(f"/{space}/-/requests").text
    assert "Je remplace Luc." in screen
    assert f"/{space}/-/requests/{number}" in screen
    assert not writes(cast, space)
    answered = visitors.bob.post(f"/{space}/-/requests/{number}", {"answer": "accept", "note": ""})
    assert answered.status_code == 303
    assert writes(cast, space)
    assert told(cast, "charlie") == ["RoleGiven"]
    with cast.site.database.reading() as session:
        given = session.query(Grant).filter_by(word=account_word(cast.ids["charlie"])).one()
        assert (given.role, given.reason, given.given_by_id) == (
            FUNCTIONAL,
            "Je remplace Luc.",
            cast.ids["bob"],
        )
        assert given.ends_at is not None
        assert in_days(29) < given.ends_at < in_days(32)


def test_a_refusal_says_why(cast: Cast, space: str) -> None:
    number = asks(cast, space)
    with pytest.raises(errors.NoteMissing):
        does(cast, "dana", "answer_request", space, number, accept=False)
    does(cast, "dana", "answer_request", space, number, accept=False, note="Voyez la région.")
    assert told(cast, "charlie") == ["RoleRefused"]
    assert not writes(cast, space)
    assert asks(cast, space) != number


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": " "}, "Say why, in a sentence"),
        ({"until": "2001-01-01"}, "past"),
        ({"until": ""}, "Say until which day you need the role"),
        ({"role": EXPERT}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_the_words_are_kept(
    visitors: Visitors, cast: Cast, space: str, typed: dict[str, str], sentence: str
) -> None:
    answer = send(visitors.charlie, space, **typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert typed.get("reason", "Je remplace Luc.") in answer.text
    assert waiting(cast, space) == []


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"reason": " "}, errors.ReasonMissing),
        ({"ends_at": None}, errors.TermMissing),
        ({"ends_at": clock.now() - timedelta(days=1)}, EndInThePast),
        ({"role": EXPERT}, errors.RoleNotAsked),
        ({"role": STEWARD}, errors.RoleNotAsked),
    ],
)
def test_the_command_refuses_the_same(
    cast: Cast, space: str, fields: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        asks(cast, space, **fields)
    assert waiting(cast, space) == []


def test_nobody_asks_twice_before_they_are_answered(visitors: Visitors, cast: Cast, space: str) -> None:
    send(visitors.charlie, space)
    answer = visitors.charlie.post(
        f"/{space}/-/membership/ask",
        {"role": CONSULTATION, "reason": "Encore.", "until": "2099-01-01"},
        form=f"/{space}/-/membership",
    )
    assert answer.status_code == 409
    assert "You have asked already" in answer.text
    assert len(waiting(cast, space)) == 1
    withdrawn = visitors.charlie.post(f"/{space}/-/join/withdraw", form=f"/{space}/-/membership")
    assert withdrawn.status_code == 303
    assert waiting(cast, space) == []
    assert send(visitors.charlie, space).status_code == 303


def test_whoever_has_a_role_without_end_needs_not_ask_for_it(cast: Cast, space: str) -> None:
    with cast.acting("dana") as (session, dana):
        set_role(session, dana, found(session, space), account_word(cast.ids["charlie"]), FUNCTIONAL)
    with pytest.raises(errors.RoleHeldAlready):
        asks(cast, space)


@pytest.mark.parametrize("visibility", [MEMBERS_ONLY, SECRET])
def test_who_does_not_read_the_space_asks_for_nothing(
    visitors: Visitors, cast: Cast, visibility: str
) -> None:
    space = cast.opened("Enquête", visibility, dana=STEWARD)
    for path in ("membership", "requests"):
        assert visitors.charlie.get(f"/{space}/-/{path}").status_code == 404
    fields = {"role": CONSULTATION, "reason": "x", "until": "2099-01-01"}
    assert visitors.charlie.post(f"/{space}/-/membership/ask", fields).status_code == 404
    with pytest.raises(NotFound):
        asks(cast, space)
    assert waiting(cast, space) == []


def test_guests_ask_where_they_have_a_role_and_nowhere_else(cast: Cast, space: str) -> None:
    with pytest.raises(NotFound):
        asks(cast, space, "gaelle")
    with cast.site.database.writing() as session:
        set_role(session, operator(), found(session, space), account_word(cast.ids["gaelle"]), CONSULTATION)
        session.commit()
    number = asks(cast, space, "gaelle")
    assert waiting(cast, space) == [number]


def test_only_those_who_let_people_into_this_space_answer(visitors: Visitors, cast: Cast, space: str) -> None:
    """L-1: who lets people in elsewhere does not here, whatever the number that they send."""
    number = asks(cast, space)
    elsewhere = cast.opened("Ailleurs", alice=STEWARD)
    answer = {"answer": "accept", "note": ""}
    assert visitors.alice.post(f"/{space}/-/requests/{number}", answer).status_code == 403
    assert visitors.alice.post(f"/{elsewhere}/-/requests/{number}", answer).status_code == 404
    assert visitors.charlie.post(f"/{space}/-/requests/{number}", answer).status_code == 403
    assert visitors.alice.get(f"/{space}/-/requests").status_code == 403
    with pytest.raises(Forbidden):
        does(cast, "alice", "answer_request", space, number, accept=True)
    with pytest.raises(errors.NoSuchRequest):
        does(cast, "alice", "answer_request", elsewhere, number, accept=True)
    assert waiting(cast, space) == [number]
    own = asks(cast, space, "bob")
    with pytest.raises(errors.OwnRequest):
        does(cast, "bob", "answer_request", space, own, accept=True)


def test_a_role_is_renewed_before_its_end(visitors: Visitors, cast: Cast, space: str) -> None:
    word = account_word(cast.ids["charlie"])
    with cast.acting("dana") as (session, dana):
        set_roles(session, dana, found(session, space), word, {FUNCTIONAL: in_days(3)})
    fields = {"word": word, "role": FUNCTIONAL, "until": "2099-01-01"}
    assert "New last day" in visitors.bob.get(f"/{space}/-/requests").text
    assert visitors.charlie.post(f"/{space}/-/renew", fields).status_code == 403
    assert visitors.bob.post(f"/{space}/-/renew", {**fields, "until": "2001-01-01"}).status_code == 422
    assert visitors.bob.post(f"/{space}/-/renew", fields).status_code == 303
    assert told(cast, "charlie") == ["RoleHasNewEnd"]
    with cast.site.database.reading() as session:
        given = session.query(Grant).filter_by(word=word).one()
        assert given.ends_at is not None
        assert given.ends_at.year in (2098, 2099)


def test_its_holder_asks_for_it_to_last_longer(cast: Cast, space: str) -> None:
    word = account_word(cast.ids["charlie"])
    with cast.acting("dana") as (session, dana):
        set_roles(session, dana, found(session, space), word, {FUNCTIONAL: in_days(3)})
    later = in_days(90)
    does(cast, "bob", "answer_request", space, asks(cast, space, ends_at=later), accept=True)
    with cast.site.database.reading() as session:
        assert session.query(Grant).filter_by(word=word).one().ends_at == later


def test_what_is_of_communities_alone_is_not_there(visitors: Visitors, space: str) -> None:
    for path in ("join", "people", "stage", "key-pages"):
        assert visitors.dana.get(f"/{space}/-/{path}").status_code in (403, 404), path
    invitation = {"who": "charlie", "role": CONSULTATION, "until": "", "reason": ""}
    assert visitors.dana.post(f"/{space}/-/invite", invitation).status_code == 404
    assert "Invite somebody" not in visitors.dana.get(f"/{space}/-/requests").text
    assert visitors.dana.post(f"/{space}/-/membership/leave", {"successor": "0"}).status_code == 404
