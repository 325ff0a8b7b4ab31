"""Every screen of the program, as each of the cast sees it: for whoever looks, listens, enlarges, or has a slow line
(WCAG 2.2 AA, A-1 to A-8, M-28, M-30). The addresses are those of the program itself: a new one is walked to without
anybody's thinking of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import TELEPHONE, Browsers, House
from tests.browser.inspection import (
    SPACED_OUT,
    TWICE_AS_LARGE,
    set_style,
    sideways,
    small,
    violations,
)
from tests.browser.walking import Walk, screens, weight
from tests.house.routes import Route, routes
from tests.house.test_words import foreign
from wiki.translations.catalogues import FRENCH

BUDGET = 100_000  # bytes of a first page, with all that it loads
BUDGET_AGAIN = 30_000  # bytes of a later one: what does not change is kept
# These answer with something else than a page, or lead to one.
NO_PAGES = {
    "static",
    "operations.health",
    "operations.ready",
    "operations.metrics",
    "discovery.links",
    "discovery.quick",
    "discovery.tag",
    "notices.open_",
    "spaces.suggestions",
    "feeds.changes",
    "forum.post",
    "forum.find",
    "forum.unread",
}
# Draws every component there is, for those who look after the looks.
AS_HEAVY_AS_IT_IS = "style.index"
PAGES = [route for route in routes("GET") if route.endpoint not in NO_PAGES]


@pytest.fixture(scope="module")
def walk(house: House) -> Iterator[Walk]:
    opened = Browsers(house)
    yield Walk(opened)
    opened.close()


@pytest.fixture
def quiet(walk: Walk) -> Iterator[None]:
    """No page complains, breaks the policy or asks another host."""
    yield
    assert not walk.wrong()


def found_wrong(page: Page) -> Iterator[str]:
    """By day on a notebook; enlarged, spaced out; by night on a telephone."""
    yield from violations(page)
    set_style(page, TWICE_AS_LARGE)
    yield from (f"text at 200 %: {each}" for each in sideways(page))
    set_style(page, SPACED_OUT)
    yield from (f"text spaced out: {each}" for each in sideways(page))
    set_style(page, "")
    page.set_viewport_size(TELEPHONE)
    page.emulate_media(color_scheme="dark")
    yield from (f"at 320 px: {each}" for each in sideways(page))
    yield from (f"too small for a finger: {each}" for each in small(page))
    yield from (f"dark, at 320 px: {each}" for each in violations(page))


def too_heavy(page: Page) -> Iterator[str]:
    found = weight(page)
    if found.first > BUDGET:
        yield f"{found.first} bytes for a first page"
    if found.later > BUDGET_AGAIN:
        yield f"{found.later} bytes for a later page"


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("route", PAGES, ids=str)
def test_every_screen_is_for_everyone(house: House, walk: Walk, route: Route) -> None:
    """No violation of axe, light and dark, wide and narrow; nothing cut off or sideways at 320 px, with text twice as
    large or spaced out; no English on a French page; light enough for a slow line."""
    seen = list(screens(house, route))
    assert seen, "nobody sees a page there: see NO_PAGES"
    wrong: list[str] = []
    for screen in seen:
        page = walk.to(screen)
        found = list(found_wrong(page))
        if route.endpoint != AS_HEAVY_AS_IT_IS:
            found += too_heavy(page)
        wrong += [f"{screen.person} {screen.address}: {each}" for each in found]
    # What scripts draw; tests/house looks at what is sent.
    wrong += [f"English: {each}" for each in foreign(page.content(), FRENCH)]
    assert not wrong, "\n".join(wrong)
