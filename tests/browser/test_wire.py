"""What goes over the wire: little, from this host alone (M-30, V-11)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Browsers, House
from tests.browser.walking import weight


def bytes_of(page: Page, path: str) -> int:
    """Bytes received for this page and what it loads, head lines included, as they were encoded."""
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    received: list[int] = []
    client.on("Network.loadingFinished", lambda event: received.append(int(event["encodedDataLength"])))
    page.goto(path, wait_until="networkidle")
    client.detach()
    return sum(received)


def test_what_a_page_says_that_it_weighs_is_what_came(house: House, browsers: Browsers) -> None:
    """The walk to every screen counts what the browser says; here is what went over the wire."""
    page = browsers.page("bob")
    came = bytes_of(page, f"{house.rich}/-/edit")
    assert weight(page).first == pytest.approx(came, rel=0.1)


def test_a_page_asks_for_few_files_and_each_once(house: House, browsers: Browsers) -> None:
    page = browsers.page("alice")
    page.goto(house.rich, wait_until="networkidle")
    asked = browsers.watch.requests
    assert len(asked) == len(set(asked))
    assert len(asked) <= 24
