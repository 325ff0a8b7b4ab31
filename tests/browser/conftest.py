"""A server with a small world in it, and browsers in which the cast is signed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests import mail
from tests.browser.serving import chromium, serving
from tests.browser.words import RICH_PAGE
from tests.databases import Databases
from tests.factories import PASSWORD
from tests.house.world import World, make_world
from tests.mail import Box
from wiki.parts.spaces.models import MEMBERS_ONLY

NOTEBOOK = {"width": 1280, "height": 800}
TELEPHONE = {"width": 320, "height": 640}


@dataclass
class House:
    """A running site: its address, what is in it, and what its pages did that they should not."""

    url: str
    world: World
    browser: Browser
    rich: str  # the path of a page that has everything a page can have
    box: Box  # the e-mail that the site sent
    states: dict[str, Any] = field(default_factory=dict)

    @property
    def space(self) -> str:
        return self.world.places[MEMBERS_ONLY].space

    def page(self, title: str, body: str = "Du texte.\n") -> str:
        """The path of a page that Bob wrote."""
        page = self.world.cast.page(title, body, space=self.space)
        return f"/{self.space}/{page.slug}"

    def remembered(self, person: str) -> Any:
        """The cookies of this person's browser, after signing in once through the form."""
        if person not in self.states:
            context = self.browser.new_context(base_url=self.url)
            sign_in(context.new_page(), person)
            self.states[person] = context.storage_state()
            context.close()
        return self.states[person]


def sign_in(page: Page, person: str) -> None:
    page.goto("/-/sign-in")
    page.fill("[name=username]", person)
    page.fill("[name=password]", PASSWORD)
    page.click("main form [type=submit]")
    page.wait_for_url("**/")


class Watch:
    """Notes what a page must never do: complain, break its own policy, or ask another host (V-11)."""

    def __init__(self, house_url: str) -> None:
        self._host = urlsplit(house_url).netloc
        self.wrong: list[str] = []
        self.requests: list[str] = []

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.wrong.append(f"error: {error.error}"))

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        self.requests.append(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != self._host:
            self.wrong.append(f"another host: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        refused_page = (
            message.text.startswith("Failed to load resource")
            and message.page
            and (message.location.get("url") == message.page.url)
        )
        if message.type in ("error", "warning") and not refused_page:
            self.wrong.append(f"{message.type}: {message.text} at {message.location}")


class Browsers:
    """Opens browsers for one test, and looks after all of them at its end."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.watch = Watch(house.url)
        self._open: list[BrowserContext] = []

    def context(self, person: str | None = None, **options: Any) -> BrowserContext:
        """A browser of its own; with a person, signed in. French, as the site is."""
        options = {"viewport": NOTEBOOK, "locale": "fr-CA", "base_url": self._house.url} | options
        if person is not None:
            options["storage_state"] = self._house.remembered(person)
        context = self._house.browser.new_context(**options)
        context.set_default_timeout(15_000)
        self.watch.over(context)
        self._open.append(context)
        return context

    def page(self, person: str | None = None, **options: Any) -> Page:
        return self.context(person, **options).new_page()

    def close(self) -> None:
        for context in self._open:
            context.close()


@pytest.fixture(scope="session")
def house(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    url = databases.new()
    world = make_world(url, folder)
    place = world.places[MEMBERS_ONLY]
    rich = world.cast.page("Inspection d’un établissement", RICH_PAGE, space=place.space)
    world.cast.index()
    secret = world.site.settings.secret_key
    assert secret is not None
    with (
        mail.running() as box,
        serving(folder, secret.get_secret_value(), url, **_sending(box)) as address,
        chromium() as browser,
    ):
        yield House(address, world, browser, f"/{place.space}/{rich.slug}", box)
    world.close()


def _sending(box: Box) -> dict[str, str]:
    """The settings by which the site sends its e-mail there; its own address is known once it serves."""
    said = {f"MAIL__{name.upper()}": str(value) for name, value in box.settings.items()}
    return said | {"SERVER__URL": "https://relais.exemple.gouv.qc.ca"}


@pytest.fixture
def browsers(house: House) -> Iterator[Browsers]:
    """Whatever a test does, no page of it complains, breaks the policy or asks another host."""
    opened = Browsers(house)
    yield opened
    opened.close()
    assert not opened.watch.wrong
