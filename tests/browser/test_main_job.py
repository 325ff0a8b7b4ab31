"""The main job, in a real browser: with a keyboard alone, and without scripts."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Browsers, House, sign_in
from tests.browser.keyboard import focused, tab_to
from tests.browser.walking import enhanced
from tests.factories import PASSWORD


def wait_until_found(page: Page, words: str, path: str) -> None:
    """What was saved is in the index when the worker has been by, a moment later."""
    for _ in range(40):
        page.goto(f"/-/search?q={words}")
        if page.locator(f'main a[href="{path}"]').count():
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"{path} is not found by {words!r}")


def test_with_a_keyboard_alone(house: House, browsers: Browsers) -> None:
    """Sign in, open a space, write, look at the preview, save, find it again (A-1)."""
    page = browsers.page()
    page.goto(f"/{house.space}")
    tab_to(page, "[name=username]")
    page.keyboard.type("bob")
    page.keyboard.press("Tab")
    tab_to(page, "[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{house.url}/{house.space}")

    tab_to(page, "a[href$='/-/new']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/-/new")
    enhanced(page)
    tab_to(page, "[name=title]")
    page.keyboard.type("Au clavier seul")
    tab_to(page, "[data-tool]")
    assert focused(page, "[data-tool=heading]")
    page.keyboard.press("ArrowRight")
    assert focused(page, "[data-tool=bold]"), "arrows go from tool to tool"
    page.keyboard.press("Tab")
    assert not focused(page, "[data-tool]"), "Tab passes the toolbar in one step"
    page.keyboard.press("Space")  # the preview
    tab_to(page, "[name=body]")
    page.keyboard.type("Une ligne ")
    page.keyboard.press("Control+b")
    page.keyboard.type("importante")
    expect(page.locator(".editor__preview strong")).to_have_text("importante")
    page.keyboard.press("Tab")
    assert not focused(page, "[name=body]"), "Tab leaves the text: no trap"
    page.keyboard.press("Shift+Tab")
    tab_to(page, "main form.columns [type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/au-clavier-seul")
    expect(page.locator("h1")).to_have_text("Au clavier seul")
    expect(page.locator("article strong")).to_have_text("importante")

    enhanced(page)
    # A menu opens, is walked and closes, and gives the focus back.
    tab_to(page, "#page-menu summary")
    page.keyboard.press("Enter")
    expect(page.locator("#page-menu .menu__panel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#page-menu .menu__panel")).to_be_hidden()
    assert focused(page, "#page-menu summary")

    # Search from anywhere.
    page.keyboard.press("Control+k")
    page.locator("dialog[open] input").wait_for()
    page.keyboard.type("clavier")
    page.keyboard.press("Enter")
    page.wait_for_url("**/-/search?q=clavier")
    wait_until_found(page, "clavier", f"/{house.space}/au-clavier-seul")


def test_the_switcher_suggests_and_goes(house: House, browsers: Browsers) -> None:
    """W-23: a few letters, an arrow, Enter; Escape closes and gives the focus back."""
    page = browsers.page("alice")
    page.goto("/")
    enhanced(page)
    page.focus("#account-menu summary")
    page.keyboard.press("Control+k")
    box = page.locator("dialog[open] input")
    box.wait_for()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert focused(page, "#account-menu summary")
    page.keyboard.press("Control+k")
    page.keyboard.type("memberst")
    option = page.locator("dialog[open] [role=option]").first
    option.wait_for()
    expect(page.locator("dialog[open] [role=status]")).not_to_be_empty()
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == option.get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url("**/memberstitre")


def test_no_key_of_a_canadian_keyboard_is_taken(house: House, browsers: Browsers) -> None:
    """AltGr arrives as Control and Alt together: it types brackets and accents there (Q-5)."""
    page = browsers.page("bob")
    page.goto(f"/{house.space}/-/new")
    enhanced(page)
    page.focus("[name=body]")
    for key in ("k", "b", "i", "s"):
        page.keyboard.press(f"Control+Alt+{key}")
    assert not page.locator("dialog[open]").count()
    assert "*" not in page.input_value("[name=body]")


def test_without_scripts(house: House, browsers: Browsers) -> None:
    """Sign in, read, write, find (M-30)."""
    page = browsers.page(java_script_enabled=False)
    sign_in(page, "bob")
    page.goto(house.rich)
    assert page.locator("article table").is_visible()
    page.locator("#page-menu summary").click()
    assert page.locator("#page-menu a[href$='/-/history']").is_visible(), "menus open without scripts"
    page.goto(f"/{house.space}/-/new")
    page.fill("[name=title]", "Sans script")
    page.fill("[name=body]", "Du texte *simple*, avec des crêpes.")
    page.click("main form.columns [type=submit]")
    page.wait_for_url("**/sans-script")
    expect(page.locator("article em")).to_have_text("simple")
    page.goto("/")
    page.fill("#site-search", "crepes")
    page.locator("#site-search").press("Enter")
    page.wait_for_url(re.compile(r"/-/search\?q=crepes"))
    wait_until_found(page, "crepes", f"/{house.space}/sans-script")


def test_a_conflict_without_scripts(house: House, browsers: Browsers) -> None:
    """Nothing is lost, and the choice is a form like any other (W-3)."""
    path = house.page("Conflit sans script", "Première ligne.\n\nLigne disputée.\n")
    bob, dana = (browsers.page(person, java_script_enabled=False) for person in ("bob", "dana"))
    for page in (bob, dana):
        page.goto(f"{path}/-/edit")
    bob.fill("[name=body]", "Première ligne.\n\nLigne de Bob.\n")
    bob.click("main form.columns [type=submit]")
    bob.wait_for_url(f"**{path}")
    dana.fill("[name=body]", "Première ligne.\n\nLigne de Dana.\n")
    dana.click("main form.columns [type=submit]")
    expect(dana.locator("fieldset.conflict")).to_have_count(1)
    dana.check("#both-1")
    dana.locator("main form [type=submit]").first.click()
    dana.wait_for_url(f"**{path}")
    text = dana.locator("article").inner_text()
    assert "Ligne de Bob." in text
    assert "Ligne de Dana." in text


def test_a_telephone_reads_and_finds(house: House, browsers: Browsers) -> None:
    page = browsers.page("alice", viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    page.goto(house.rich)
    title = page.locator("h1").bounding_box()
    assert title
    assert title["y"] < 640, "the page begins on the first screen"
    page.locator("nav.sidebar summary").first.tap()
    assert page.locator("nav.sidebar a[href$='memberstitre']").is_visible()


def test_a_favourite_is_offered_before_anything_is_typed(house: House, browsers: Browsers) -> None:
    """W-23: marked without the page being loaded again, and the switcher leads back to it."""
    page = browsers.page("alice")
    page.goto(house.rich)
    enhanced(page)
    page.evaluate("window.stays = true")
    star = page.locator(".favourite")
    star.focus()
    for pressed in ("true", "false", "true"):
        page.keyboard.press("Space")
        expect(star).to_have_attribute("aria-pressed", pressed)
    assert page.evaluate("window.stays")
    page.goto("/-/spaces")
    page.keyboard.press("Control+k")
    groups = page.locator("dialog[open] [role=group]")
    expect(groups).to_have_count(2)
    expect(groups.first.locator("[role=option]")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{house.rich}")
    expect(star).to_have_attribute("aria-pressed", "true")


def test_the_switcher_opens_for_who_was_quicker_than_its_script(house: House, browsers: Browsers) -> None:
    """On a slow line the keys are pressed before what answers them has come."""
    page = browsers.page("alice")
    held: list[Route] = []
    page.route("**/js/quick.js", lambda route: held.append(route))
    page.goto("/-/spaces")
    page.keyboard.press("Control+k")
    dialog = page.locator("dialog[open]")
    expect(dialog).to_have_count(0)
    held[0].continue_()
    expect(dialog.locator("input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(dialog).to_have_count(1)


def test_a_favourite_without_scripts(house: House, browsers: Browsers) -> None:
    page = browsers.page("bob", java_script_enabled=False)
    page.goto(house.rich)
    for pressed in ("true", "false"):
        page.click(".favourite")
        page.wait_for_url(f"**{house.rich}")
        expect(page.locator(".favourite")).to_have_attribute("aria-pressed", pressed)
