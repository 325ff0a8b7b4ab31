"""Goes to every address of the program in a real browser, as each of the cast, and to no screen twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

from auth.identity import account_word
from tests.browser.conftest import NOTEBOOK, Browsers, House
from tests.factories import NAMES
from tests.house.routes import Route
from tests.house.world import NOBODY_SIGNED_IN, PEOPLE
from wiki.parts.spaces.models import MEMBERS_ONLY, SECRET, STAFF

PLACES = (MEMBERS_ONLY, STAFF, SECRET)
# What differs between the screens of two people who see the same: who they are, where they are, and when.
_OWN = re.compile(
    r'csrf[-_]token[^>]*>|name="(?:sending|until)"[^>]*>|<time[^>]*>[^<]*</time>|\d+|(?i:members|staff|secret)|'
    + "|".join(map(re.escape, NAMES.values()))
)


@dataclass(frozen=True)
class Screen:
    """What somebody sees at an address."""

    person: str
    address: str
    html: str

    @property
    def drawing(self) -> str:
        """The same for two people to whom the same is shown."""
        return _OWN.sub("", self.html)


def screens(house: House, route: Route) -> Iterator[Screen]:
    """What this route shows to the cast, each screen once: to the first of those who see it."""
    seen: set[str] = set()
    for person in PEOPLE:
        screen = _screen(house, route, person)
        if screen is not None and screen.drawing not in seen:
            seen.add(screen.drawing)
            yield screen


def _screen(house: House, route: Route, person: str) -> Screen | None:
    """In the first place where this person sees a page; None when they see none anywhere."""
    for name in PLACES:
        place = house.world.places[name]
        address = route.address(house.world, place, person)
        if route.endpoint == "spaces.roles":
            address += f"?word={account_word(house.world.cast.ids['dana'])}"
        if route.endpoint == "pages.read" and name == MEMBERS_ONLY:
            address = house.rich
        answer = house.world.send("GET", address, person)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            return Screen(person, address, answer.text)
    return None


@dataclass(frozen=True)
class Weight:
    """Bytes that a page costs, head lines included."""

    first: int  # to whoever has nothing yet
    later: int  # to whoever has what never changes


# Modules are loaded once: this waits for those that are on their way.
_ENHANCED = """async () => {
    const main = document.querySelector("script[src$='/js/main.js']").src;
    const elements = [...document.querySelectorAll("[data-enhance]")];
    const names = new Set(elements.flatMap((one) => one.dataset.enhance.split(" ")));
    await Promise.all([...names].map((name) => import(new URL(`./${name}.js`, main))));
}"""
_WEIGHT = """() => {
    const HEAD = 800;  // bytes of the head lines of our answers
    const page = performance.getEntriesByType("navigation")[0].encodedBodySize + HEAD;
    const files = performance.getEntriesByType("resource");
    const lasting = files.filter((file) => file.name.includes("/-/static/"));
    const passing = files.filter((file) => !file.name.includes("/-/static/"));
    const later = passing.reduce((sum, file) => sum + file.encodedBodySize + HEAD, page);
    return [lasting.reduce((sum, file) => sum + file.encodedBodySize + HEAD, later), later];
}"""


def enhanced(page: Page) -> None:
    """Wait until every script of the page has done its beginnings."""
    page.evaluate(_ENHANCED)


class Walk:
    """A browser of each of the cast, opened when it is needed and kept for the next page."""

    def __init__(self, browsers: Browsers) -> None:
        self._browsers = browsers
        self._tabs: dict[str, Page] = {}

    def to(self, screen: Screen) -> Page:
        """The screen in the browser of its person, by day and on a notebook, with its scripts."""
        page = self._tab(screen.person)
        page.set_viewport_size(NOTEBOOK)
        page.emulate_media(color_scheme="light")
        page.goto(screen.address)
        enhanced(page)
        return page

    def wrong(self) -> list[str]:
        """What pages did since the last time that they should not have done."""
        told, self._browsers.watch.wrong = self._browsers.watch.wrong, []
        return told

    def _tab(self, person: str) -> Page:
        if person not in self._tabs:
            self._tabs[person] = self._browsers.page(None if person == NOBODY_SIGNED_IN else person)
        return self._tabs[person]


def weight(page: Page) -> Weight:
    """What the page and all that it loads cost, wherever this browser had it from."""
    first, later = page.evaluate(_WEIGHT)
    return Weight(first, later)
