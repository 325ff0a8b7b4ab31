"""What a designer would send back, asked of a real browser."""

from __future__ import annotations

import pytest

from tests.browser.conftest import TELEPHONE, Browsers, House
from tests.browser.inspection import sideways

LAST_SHOWN = """() => {
    const shown = [...document.querySelectorAll(".reading__head .meta > *")].filter((one) => one.checkVisibility());
    return getComputedStyle(shown.at(-1), "::after").content;
}"""
BACKGROUND = "element => getComputedStyle(element).backgroundColor"
LONG = "Procédure d’inspection des établissements de transformation, d’entreposage et de distribution " * 2
UNBROKEN = "Anticonstitutionnellement" * 7


def test_the_line_of_dates_ends_with_a_word_on_screen_and_on_paper(house: House, browsers: Browsers) -> None:
    page = browsers.page("bob")
    page.goto(house.rich)
    assert page.evaluate(LAST_SHOWN) == "none"
    assert page.locator(".reading__head .meta > :visible").count() > 1
    page.emulate_media(media="print")
    assert page.evaluate(LAST_SHOWN) == "none"
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
