"""Fourteen groups on one site, each in a space of its own: none knows that another exists (S-7)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask

from auth import groups
from auth.accounts import create_local_account, find_account, identity
from auth.directories.base import GroupEntry
from auth.identity import account_word, group_word
from tests.factories import PASSWORD, Cast
from tests.house.routes import routes
from tests.visitor import Visitor
from wiki import clock
from wiki.access.keyring import viewer_of
from wiki.access.roles import COORDINATOR, FUNCTIONAL
from wiki.access.viewer import operator
from wiki.kinds.forum.commands import open_topic
from wiki.kinds.pages.commands import create_page
from wiki.parts.spaces.commands import open_space, set_role
from wiki.parts.spaces.models import SECRET

NUMBERS = range(1, 15)
# Where a person meets what they did not ask for by its address.
LISTS = (
    "/",
    "/-/spaces",
    "/-/communities",
    "/-/recent",
    "/-/tags",
    "/-/search?q=brevet",
    "/-/search?q=kind:topic",
    "/-/quick?q=gr",
    "/-/notices",
    "/-/favourites",
)


@dataclass(frozen=True)
class Circle:
    """A group of two people, and what stands in its space."""

    number: int
    slug: str
    coordinator: str
    member: str
    page: str
    topic: str

    @property
    def canary(self) -> str:
        return f"groupe{self.number:02}z"


@pytest.fixture
def circles(cast: Cast) -> list[Circle]:
    made = [_circle(cast, number) for number in NUMBERS]
    cast.index()
    return made


def _circle(cast: Cast, number: int) -> Circle:
    word = f"groupe{number:02}z"
    people = {name: f"{name}{number}" for name in ("coordonne", "participe")}
    with cast.site.database.writing() as session:
        entry = GroupEntry(external_id=f"cn={word}", name=f"Organisation {word}")
        group = groups.group_of(session, "local", entry, clock.now())
        ids = {}
        for name, username in people.items():
            account = create_local_account(
                session,
                cast.site.passwords,
                username=username,
                name=f"{name.title()} Numéro-{number}",
                password=PASSWORD,
                now=clock.now(),
            )
            session.flush()
            ids[name] = account.id
            if name == "participe":
                groups.add(session, group, account)
        space = open_space(session, operator(), f"Dossiers {word}", visibility=SECRET)
        set_role(session, operator(), space, account_word(ids["coordonne"]), COORDINATOR)
        set_role(session, operator(), space, group_word(group.id), FUNCTIONAL)
        session.flush()
        account = find_account(session, ids["participe"])
        assert account is not None
        actor = viewer_of(session, identity(session, account))
        page = create_page(session, actor, space, title=f"Brevet {word}", body=f"{word} [[Brevet]] #brevet\n")
        topic = open_topic(session, actor, space, title=f"Brevet {word}?", body=f"{word}")
        session.flush()
        found = Circle(
            number,
            space.slug,
            people["coordonne"],
            people["participe"],
            f"/{space.slug}/{page.slug}",
            f"/{space.slug}/-/topics/{topic.id}-{topic.slug}",
        )
        session.commit()
    return found


def test_each_finds_its_own_and_nothing_of_the_others(app: Flask, circles: list[Circle]) -> None:
    looked = 0
    for circle in circles:
        others = [other.canary for other in circles if other is not circle]
        for username in (circle.coordinator, circle.member):
            visitor = Visitor(app, username)
            for where in (*LISTS, f"/{circle.slug}", circle.page, circle.topic, f"/{circle.slug}/-/members"):
                answer = visitor.client.get(where)
                assert answer.status_code in (200, 403), f"{username} GET {where}: {answer.status}"
                told = [word for word in others if word in answer.text or word in str(answer.headers)]
                assert not told, f"{username} GET {where} tells of {told}"
                looked += 1
            for where in ("/-/search?q=brevet", "/-/recent", circle.page, circle.topic):
                assert circle.canary in visitor.get(where).text, f"{username} GET {where}"
    assert looked == len(circles) * 2 * (len(LISTS) + 4)


def test_the_address_of_another_answers_as_one_where_nothing_is(app: Flask, circles: list[Circle]) -> None:
    """Each of the fourteen at all addresses of the thirteen others: as many refusals, all alike."""
    refused = 0
    for circle in circles:
        visitor = Visitor(app, circle.coordinator)
        nowhere = visitor.client.get("/nulle-part")
        for other in circles:
            if other is circle:
                continue
            for where in (f"/{other.slug}", other.page, other.topic, f"/{other.slug}/-/members"):
                answer = visitor.client.get(where)
                assert answer.status_code == nowhere.status_code == 404
                assert other.canary not in answer.text.replace(other.slug, "")
                refused += 1
    assert refused == 14 * 13 * 4


def test_every_route_of_a_space_is_closed_to_the_coordinator_of_another(
    app: Flask, circles: list[Circle]
) -> None:
    """A coordinator has rights, but nowhere else."""
    visitor = Visitor(app, circles[0].coordinator)
    asked = 0
    for method in ("GET", "POST"):
        for route in routes(method):
            if route.rule.arguments != {"space"}:
                continue
            with app.test_request_context():
                built = route.rule.build({"space": circles[1].slug})
            assert built is not None
            answer = (
                visitor.client.get(built[1]) if method == "GET" else visitor.post(built[1], form="/-/search")
            )
            assert answer.status_code == 404, f"{method} {built[1]}: {answer.status}"
            asked += 1
    assert asked > 40
