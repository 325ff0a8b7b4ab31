"""What no address shows by itself: results, refusals, what opens, focus, motion (WCAG 2.2 AA, A-1 to A-11)."""

from __future__ import annotations

import pytest

from tests.browser.conftest import TELEPHONE, Browsers, House
from tests.browser.inspection import sideways, violations
from tests.browser.keyboard import hidden, walk
from tests.browser.walking import enhanced


@pytest.mark.parametrize(
    "path", ["/-/search?q=carrefour", "/-/search?q=zzzz", "/-/search?q=%22", "/rien/du/tout"]
)
def test_results_and_problems_too(house: House, browsers: Browsers, path: str) -> None:
    page = browsers.page("dana")
    page.goto(path)
    assert not violations(page)
    page.set_viewport_size(TELEPHONE)
    assert not violations(page)
    assert not sideways(page)


def test_what_bears_a_tag(house: House, browsers: Browsers) -> None:
    page = browsers.page("dana")
    page.goto("/-/tags")
    page.locator("main a[href*='/-/tag?']").first.click()
    page.wait_for_url("**/-/tag?*")
    assert not violations(page)
    page.set_viewport_size(TELEPHONE)
    assert not violations(page)
    assert not sideways(page)


def test_a_form_that_is_refused_says_so_to_everybody(house: House, browsers: Browsers) -> None:
    """The summary takes the focus, and leads to the field, which is tied to its sentence (A-11)."""
    page = browsers.page("bob")
    page.goto(f"/{house.space}/-/new")
    page.fill("[name=body]", "Des mots à garder.")
    page.click("main form.columns [type=submit]")
    summary = page.locator("#form-errors")
    summary.wait_for()
    page.wait_for_function("document.activeElement.id === 'form-errors'")
    assert not violations(page)
    assert page.input_value("[name=body]") == "Des mots à garder."
    summary.locator("a").first.click()
    title = page.locator("[name=title]")
    assert title.evaluate("element => element === document.activeElement")
    assert title.get_attribute("aria-invalid") == "true"
    described = title.get_attribute("aria-describedby")
    assert described
    assert page.locator(f"#{described.split()[-1]}").inner_text().strip()


def test_menus_the_switcher_the_preview_and_the_conflict_are_usable_when_open(
    house: House, browsers: Browsers
) -> None:
    page = browsers.page("bob")
    page.goto(house.rich)
    enhanced(page)
    page.click("#page-menu summary")
    assert not violations(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.locator("dialog[open] input").wait_for()
    assert not violations(page)
    page.goto(f"{house.rich}/-/edit")
    page.click("[data-preview-toggle]")
    page.locator(".editor__preview h2, .editor__preview h3").first.wait_for()
    assert not violations(page)


# ── Focus, motion ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", [(1280, 700), (320, 640)], ids=["wide", "telephone"])
@pytest.mark.parametrize("where", ["home", "page", "edit", "search"])
def test_the_focus_is_seen_wherever_it_stops(
    house: House, browsers: Browsers, where: str, size: tuple[int, int]
) -> None:
    """A ring of two pixels, never under a bar that stays (A-1, A-2)."""
    path = {
        "home": "/",
        "page": house.rich,
        "edit": f"{house.rich}/-/edit",
        "search": "/-/search?q=carrefour",
    }
    page = browsers.page("bob", viewport={"width": size[0], "height": size[1]})
    page.goto(path[where])
    stops = walk(page)
    assert len(stops) > 8
    assert stops[0]["name"].startswith("A "), "the first stop is the link past everything"
    assert not hidden(stops)


def test_the_skip_link_leads_past_everything(house: House, browsers: Browsers) -> None:
    page = browsers.page("alice")
    page.goto(house.rich)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


MOVING = """() => {
    const thousandths = (one) => parseFloat(one) * (one.includes("ms") ? 1 : 1000);
    const longest = (list) => Math.max(...list.split(",").map(thousandths));
    const moves = ({ transitionDuration, animationDuration, scrollBehavior }) =>
        longest(transitionDuration) > 10 || longest(animationDuration) > 10 || scrollBehavior === "smooth";
    const all = [...document.querySelectorAll("*")];
    return all.filter((one) => moves(getComputedStyle(one))).map((one) => one.outerHTML.slice(0, 100));
}"""


def test_nothing_moves_for_those_who_asked_for_stillness(house: House, browsers: Browsers) -> None:
    page = browsers.page("bob", reduced_motion="reduce")
    for path in ("/", house.rich, f"{house.rich}/-/edit"):
        page.goto(path)
        moving = page.evaluate(MOVING)
        assert not moving
