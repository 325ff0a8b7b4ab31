"""Two who decide the same case at the same instant: nothing is doubled, and the second is told of the first."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from tests.factories import Cast
from tests.wiki.moderation.desk import Desk
from wiki.errors import RelaisError
from wiki.parts.moderation import commands
from wiki.parts.moderation.errors import AlreadyDecided


def at_once(*works: object) -> list[object]:
    """What became of each: what it returned, or why it was refused."""
    ready = threading.Barrier(len(works))

    def run(work: object) -> object:
        ready.wait()
        try:
            return work()  # type: ignore[operator]  # each is called with nothing
        except RelaisError as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_one_case_is_decided_once(cast: Cast, desk: Desk) -> None:
    for number in range(5):
        page = cast.page(f"Page {number}")
        if number % 2:
            desk.flags("alice", "page", page.id)

        def decides(name: str, action: str, page_id: int = page.id) -> object:
            with cast.acting(name) as (session, actor):
                return commands.decide(
                    session, actor, "page", page_id, action, reason="off-topic", seen=0
                ).action

        found = at_once(lambda: decides("dana", "hide"), lambda: decides("charlie", "hide"))
        assert sum(isinstance(each, AlreadyDecided) for each in found) == 1, found
        assert sum(each == "hide" for each in found) == 1
    assert len(desk.decisions()) == 5
    assert desk.told("bob") == ["YoursIsHidden"] * 5
    assert desk.open_cases() == 0


def test_flags_at_the_same_instant_make_one_case(cast: Cast, desk: Desk) -> None:
    page = cast.page("Page")
    people = ("alice", "dana", "charlie")
    found = at_once(*(lambda name=name: desk.flags(name, "page", page.id) for name in people))
    assert found == [True, True, True]
    assert desk.open_cases() == 1
    assert [each.automatic for each in desk.decisions()] == [True]


def test_two_appeals_at_the_same_instant_are_one(cast: Cast, desk: Desk) -> None:
    page = cast.page("Page")
    hidden = desk.decides("dana", "page", page.id, "hide")
    found = at_once(*(lambda: desk.does("bob", "appeal", hidden, "Non.") for _ in range(2)))
    assert sum(isinstance(each, RelaisError) for each in found) == 1
    assert desk.open_cases() == 1
