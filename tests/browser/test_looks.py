"""What a designer would send back, asked of a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

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
