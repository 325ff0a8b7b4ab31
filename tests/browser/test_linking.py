"""Two brackets in the editor offer the titles of pages (W-6)."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Browsers, House
from tests.browser.inspection import violations
from tests.browser.walking import enhanced


def writing(house: House, browsers: Browsers, path: str = "/-/new") -> tuple[Page, Locator, Locator]:
    """The editor, its text, and the titles that it offers."""
    page = browsers.page("dana")
    page.on("dialog", lambda dialog: dialog.accept())  # the words are left behind
    page.goto(f"/{house.space}{path}")
    enhanced(page)
    area = page.locator("[name=body]")
    area.fill("")
    area.focus()
    return page, area, page.locator(".editor [role=option]")


def test_a_title_is_chosen_with_the_keyboard(house: House, browsers: Browsers) -> None:
    """In a page and in a topic; said aloud; Ctrl+Z takes it back."""
    for path in ("/-/new", "/-/topics/new"):
        page, area, options = writing(house, browsers, path)
        page.keyboard.type("- voir [[membersti")
        expect(options).to_have_count(1)
        expect(page.locator("[data-links-status]")).to_contain_text("Entrée")
        assert area.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
        assert not violations(page)
        page.keyboard.press("Enter")
        expect(area).to_have_value("- voir [[Memberstitre]]")
        expect(options).to_have_count(1)
        expect(options.first).to_be_hidden()
        page.keyboard.press("Control+z")
        expect(area).to_have_value("- voir [[membersti")
        page.keyboard.press("Control+Shift+z")
        expect(area).to_have_value("- voir [[Memberstitre]]")
        page.keyboard.press("Enter")
        expect(area).to_have_value("- voir [[Memberstitre]]\n- ")


def test_escape_and_leaving_the_link_close_the_list(house: House, browsers: Browsers) -> None:
    page, area, options = writing(house, browsers)
    page.keyboard.type("[[membersti")
    expect(options.first).to_be_visible()
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    page.keyboard.press("Enter")
    expect(area).to_have_value("[[membersti\n")
    page.keyboard.press("Backspace")
    expect(options.first).to_be_visible()
    page.keyboard.press("Home")
    expect(options.first).to_be_hidden()


def test_the_list_stands_under_what_is_typed_and_a_click_chooses(house: House, browsers: Browsers) -> None:
    """The button of the toolbar has written both pairs of brackets; words behind a bar stay."""
    page, area, options = writing(house, browsers)
    area.fill("Une ligne.\n" * 8)
    area.press("Control+End")
    page.click("[data-tool=page]")
    page.keyboard.type("membersti")
    expect(options.first).to_be_visible()
    box, text = options.first.bounding_box(), area.bounding_box()
    assert box
    assert text
    assert text["y"] + 8 * 16 < box["y"] < text["y"] + 16 * 24
    options.first.click()
    expect(area).to_have_value("Une ligne.\n" * 8 + "[[Memberstitre]]")
    area.fill("[[|ici]]")
    area.evaluate("area => area.setSelectionRange(2, 2)")
    page.keyboard.type("membersti")
    expect(options.first).to_be_visible()
    page.keyboard.press("Enter")
    expect(area).to_have_value("[[Memberstitre|ici]]")


def test_a_title_that_no_page_bears_is_written_as_it_is(house: House, browsers: Browsers) -> None:
    page, area, options = writing(house, browsers)
    page.keyboard.type("[[xyzzy")
    expect(page.locator("[data-links-status]")).to_have_text("Aucune page ne porte ce titre.")
    expect(options).to_have_count(0)
    page.keyboard.press("Enter")
    expect(area).to_have_value("[[xyzzy\n")
