"""What goes over the wire: little, from this host alone (M-30, V-11)."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.conftest import Browsers, House

BUDGET = 100_000  # bytes of a first page, with all that it loads
BUDGET_AGAIN = 30_000  # bytes of a second one, a long page: what does not change is kept


def bytes_of(page: Page, path: str) -> int:
    """Bytes received for this page and what it loads, head lines included, as they were encoded."""
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    received: list[int] = []
    client.on("Network.loadingFinished", lambda event: received.append(int(event["encodedDataLength"])))
    page.goto(path, wait_until="networkidle")
    client.detach()
    return sum(received)


def test_a_first_page_is_light(house: House, browsers: Browsers) -> None:
    sizes = {}
    for name, person, path in (
        ("sign-in", None, "/-/sign-in"),
        ("home", "alice", "/"),
        ("page", "alice", house.rich),
        ("editor", "bob", f"{house.rich}/-/edit"),
    ):
        sizes[name] = bytes_of(browsers.page(person), path)
    assert not {name: size for name, size in sizes.items() if size > BUDGET}, sizes


def test_a_second_page_is_lighter_still(house: House, browsers: Browsers) -> None:
    page = browsers.page("alice")
    page.goto("/", wait_until="networkidle")
    assert bytes_of(page, house.rich) <= BUDGET_AGAIN


def test_a_page_asks_for_few_files_and_each_once(house: House, browsers: Browsers) -> None:
    page = browsers.page("alice")
    page.goto(house.rich, wait_until="networkidle")
    asked = browsers.watch.requests
    assert len(asked) == len(set(asked))
    assert len(asked) <= 24
