"""What a designer would send back, asked of a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import TELEPHONE, Browsers, House
from tests.browser.inspection import sideways, violations

FIRST_SHOWN = """() => {
    const shown = [...document.querySelectorAll(".reading__head .meta > *")].filter((one) => one.checkVisibility());
    return [getComputedStyle(shown[0], "::before").content, getComputedStyle(shown.at(-1), "::after").content];
}"""
# Of a line of facts: how far what parts them hangs to the left of each, and where that is cut off (pixels).
CUT = """line => {
    const hanging = getComputedStyle(line.children[1], "::before"), own = getComputedStyle(line);
    const dot = 0.3 * parseFloat(own.fontSize);
    return { hangs: parseFloat(hanging.left) + dot, clipped: parseFloat(own.clipPath.slice("inset(".length)) };
}"""
WIDTHS = (320, 768, 1440)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
BACKGROUND = "element => getComputedStyle(element).backgroundColor"
LONG = "Procédure d’inspection des établissements de transformation, d’entreposage et de distribution " * 2
UNBROKEN = "Anticonstitutionnellement" * 7


def test_the_line_of_dates_begins_and_ends_with_a_word_on_screen_and_on_paper(
    house: House, browsers: Browsers
) -> None:
    page = browsers.page("bob")
    page.goto(house.rich)
    assert page.evaluate(FIRST_SHOWN) == ["none", "none"]
    assert page.locator(".reading__head .meta > :visible").count() > 1
    page.emulate_media(media="print")
    assert page.evaluate(FIRST_SHOWN) == ["none", "none"]
    assert page.locator(".reading__head .meta > :visible").count() == 1


def test_a_button_that_is_pressed_looks_pressed(house: House, browsers: Browsers) -> None:
    page = browsers.page("bob", reduced_motion="reduce")
    page.goto(f"{house.rich}/-/edit")
    preview = page.locator("[data-preview-toggle]")
    primary = page.locator(".form__actions .button--primary").evaluate(BACKGROUND)
    assert preview.evaluate(BACKGROUND) != primary
    preview.click()
    page.mouse.move(0, 0)
    assert preview.evaluate(BACKGROUND) == primary


def test_the_tabs_of_a_space_take_three_lines_of_a_telephone(house: House, browsers: Browsers) -> None:
    page = browsers.page("dana", viewport=TELEPHONE)
    page.goto(f"/{house.space}/-/bin")
    tabs = [tab.bounding_box() for tab in page.locator(".tabs a").all()]
    boxes = [box for box in tabs if box is not None]
    assert len(boxes) == 5
    assert len({round(box["y"]) for box in boxes}) <= 3
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= TELEPHONE["width"] for box in boxes)


@pytest.mark.parametrize("title", [LONG[:200].strip(), UNBROKEN], ids=["long", "one word"])
def test_a_title_of_any_length_stays_on_the_screen(house: House, browsers: Browsers, title: str) -> None:
    path = house.page(title)
    page = browsers.page("dana", viewport=TELEPHONE)
    for where in (path, f"{path}/-/history", f"{path}/-/edit", f"{path}/-/move", f"/{house.space}/-/tree"):
        page.goto(where)
        assert not sideways(page), where


@pytest.mark.parametrize("language", ["fr-CA", "en-CA"])
def test_every_component_in_every_state_holds_its_place_and_is_usable_by_everybody(
    house: House, browsers: Browsers, tmp_path: Path, language: str
) -> None:
    """The guide of style on a telephone, a tablet and a wide screen, light and dark; its pictures stay beside the
    test for whoever looks at them."""
    page = browsers.page("admin", locale=language, reduced_motion="reduce")
    page.goto("/-/style")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert not sideways(page), width
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert not violations(page), (width, scheme)
            picture = page.screenshot(path=tmp_path / f"{width}-{scheme}.png", full_page=True)
            assert picture


def test_a_fact_that_begins_a_line_has_nothing_before_it(house: House, browsers: Browsers) -> None:
    """What parts the facts of a line is cut off at its beginning, on every width."""
    page = browsers.page("admin", viewport=TELEPHONE)
    page.goto("/-/style")
    cut = page.locator(".meta").first.evaluate(CUT)
    assert cut["hangs"] <= cut["clipped"] < 0


@pytest.mark.parametrize("width", WIDTHS)
def test_a_menu_opens_within_the_screen(house: House, browsers: Browsers, width: int) -> None:
    page = browsers.page("dana", viewport={"width": width, "height": 800})
    page.goto(house.rich)
    page.click("#page-menu summary")
    box = page.locator("#page-menu .menu__panel").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


WIDTH_OF_TITLE = """() => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector("h1"));
    return range.getBoundingClientRect().width;
}"""


def fonts_of(page: Page, selector: str) -> set[str]:
    """The fonts in which the words of an element are drawn."""
    client = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        client.send(f"{domain}.enable")
    root = client.send("DOM.getDocument")["root"]["nodeId"]
    node = client.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    used = client.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    client.detach()
    return {font["familyName"] for font in used}


def test_the_first_page_has_its_title_in_the_font_of_the_others(house: House, browsers: Browsers) -> None:
    """A browser that was never here: the font is asked for with the page, before any style is read."""
    page = browsers.page()
    page.goto("/-/sign-in")
    first = fonts_of(page, "h1")
    page.goto("/-/terms")
    assert fonts_of(page, "h1") == first
    assert first == {"Relais Serif"}


def test_without_the_font_a_title_takes_the_same_place(house: House, browsers: Browsers) -> None:
    """On a slow line the title is not hidden, does not jump when the font comes, and is as wide and as high."""
    heights = []
    for blocked in (False, True):
        page = browsers.page("alice")
        if blocked:
            page.route("**/*.woff2", lambda route: route.abort())
        page.goto(house.rich)
        box = page.locator("h1").bounding_box()
        assert box
        heights.append(box["height"])
        assert ("Relais Serif" in fonts_of(page, "h1")) is not blocked
        width = page.evaluate(WIDTH_OF_TITLE)
        heights.append(width)
    assert heights[0] == heights[2]
    assert heights[3] == pytest.approx(heights[1], rel=0.03)
    # A file that was refused is told on the console: that is what this test did.
    browsers.watch.wrong = [told for told in browsers.watch.wrong if "woff2" not in told]
