"""Two people write the same page, and one person writes it in two places."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.browser.conftest import Browsers, House
from tests.browser.walking import enhanced

BODY = "\n\n".join(f"Paragraphe {number}." for number in range(1, 8)) + "\n"


def edit(page: Page, path: str, old: str, new: str) -> None:
    """Change some words in the editor, without saving."""
    if not page.url.endswith("/-/edit"):
        page.goto(f"{path}/-/edit")
    body = page.input_value("[name=body]")
    assert old in body
    page.fill("[name=body]", body.replace(old, new))


def save(page: Page) -> None:
    page.click("main form.columns [type=submit]")


def test_distant_edits_are_put_together(house: House, browsers: Browsers) -> None:
    """Each sees that the other is there; both texts are in the page, and the second is told so (W-3)."""
    path = house.page("Écrite à deux", BODY)
    bob, dana = browsers.page("bob"), browsers.page("dana")
    bob.goto(f"{path}/-/edit")
    dana.goto(f"{path}/-/edit")
    expect(dana.locator(".notice").first).to_contain_text("Bob Gagnon")
    edit(bob, path, "Paragraphe 1.", "Paragraphe de Bob.")
    edit(dana, path, "Paragraphe 7.", "Paragraphe de Dana.")
    save(bob)
    bob.wait_for_url(f"**{path}")
    save(dana)
    dana.wait_for_url(f"**{path}")
    expect(dana.locator(".flashes")).to_contain_text("Bob Gagnon")
    text = dana.locator("article").inner_text()
    assert "Paragraphe de Bob." in text
    assert "Paragraphe de Dana." in text


def test_overlapping_edits_are_chosen_from(house: House, browsers: Browsers) -> None:
    """Nothing is saved until the second has chosen; writing words of one's own chooses them (W-3)."""
    path = house.page("Disputée", BODY)
    bob, dana = browsers.page("bob"), browsers.page("dana")
    edit(bob, path, "Paragraphe 4.", "Quatre, selon Bob.")
    edit(dana, path, "Paragraphe 4.", "Quatre, selon Dana.")
    save(bob)
    bob.wait_for_url(f"**{path}")
    save(dana)
    expect(dana.locator("fieldset.conflict")).to_have_count(1)
    expect(dana.locator("[data-words=mine]")).to_contain_text("selon Dana")
    expect(dana.locator("[data-words=theirs]")).to_contain_text("selon Bob")
    bob.reload()
    expect(bob.locator("article")).to_contain_text("Quatre, selon Bob.")
    dana.fill("#words-1", "Quatre, selon les deux.")
    expect(dana.locator("#hand-1")).to_be_checked()
    dana.locator("main form [type=submit]").first.click()
    dana.wait_for_url(f"**{path}")
    expect(dana.locator("article")).to_contain_text("Quatre, selon les deux.")


def test_a_draft_is_kept_and_taken_up_elsewhere(house: House, browsers: Browsers) -> None:
    """What was typed at the office is there at home, and is nobody else's (W-3, A-15)."""
    path = house.page("Brouillon", BODY)
    office = browsers.page("bob")
    edit(office, path, "Paragraphe 2.", "Paragraphe à finir.")
    with office.expect_response(lambda answer: answer.url.endswith("/-/draft") and answer.ok):
        office.locator("[name=body]").press("End")
        office.keyboard.type(" ")
    expect(office.locator("[data-draft-status]")).not_to_be_empty()

    home = browsers.page("bob")
    home.goto(f"{path}/-/edit")
    assert "à finir" not in home.input_value("[name=body]")
    home.click("a[href^='?draft=']")
    assert "Paragraphe à finir." in home.input_value("[name=body]")

    dana = browsers.page("dana")
    dana.goto(f"{path}/-/edit")
    expect(dana.locator("a[href^='?draft=']")).to_have_count(0)

    save(home)
    home.wait_for_url(f"**{path}")
    home.goto(f"{path}/-/edit")
    expect(home.locator("a[href^='?draft=']")).to_have_count(0)


def test_the_hour_of_a_draft_is_that_of_the_site(house: House, browsers: Browsers) -> None:
    """In a browser of Paris as on the server, in a page and in a topic: what is on the screen says one hour (Q-3)."""
    for path, zone in (("/-/new", "Europe/Paris"), ("/-/topics/new", "Asia/Tokyo")):
        page = browsers.page("dana", timezone_id=zone)
        page.on("dialog", lambda dialog: dialog.accept())  # the words are left behind
        page.goto(f"/{house.space}{path}")
        enhanced(page)
        with page.expect_response(lambda answer: "/draft" in answer.url and answer.ok) as kept:
            page.locator("[name=body]").fill("Une ligne.")
        at = datetime.fromisoformat(kept.value.json()["saved_at"]).astimezone(ZoneInfo("America/Montreal"))
        said = f"Brouillon gardé à {at:%-H}\u00a0h\u00a0{at:%M}"
        expect(page.locator("[data-draft-status]")).to_have_text(said)


def test_nobody_leaves_unsaved_words_by_accident(house: House, browsers: Browsers) -> None:
    """The browser asks; after saving it does not."""
    path = house.page("À moitié", BODY)
    page = browsers.page("bob")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{path}/-/edit")
    expect(page.get_by_role("toolbar")).to_be_visible()  # the scripts are there
    page.locator("[name=body]").click()
    page.keyboard.type("Des mots. ")
    page.goto("/")
    assert asked == ["beforeunload"]
    edit(page, path, "Paragraphe 1.", "Premier paragraphe.")
    save(page)
    page.wait_for_url(f"**{path}")
    assert asked == ["beforeunload"]


def test_the_tools_write_markdown_that_can_be_undone(house: House, browsers: Browsers) -> None:
    page = browsers.page("bob")
    page.goto(f"/{house.space}/-/new")
    area = page.locator("[name=body]")
    wanted = {
        "heading": "## mots",
        "bold": "**mots**",
        "italic": "*mots*",
        "page": "[[mots]]",
        "link": "[mots](https://)",
        "list": "- mots",
        "numbered": "1. mots",
        "tasks": "- [ ] mots",
        "quote": "> mots",
        "code": "`mots`",
        "note": "> [!NOTE]\n> mots",
    }
    for tool, written in wanted.items():
        area.fill("mots")
        area.select_text()
        page.click(f"[data-tool={tool}]")
        expect(area, tool).to_have_value(written)
        page.keyboard.press("Control+z")
        expect(area, tool).to_have_value("mots")
    area.fill("- un")
    area.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("deux")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(area).to_have_value("- un\n- deux\n")
    page.on("dialog", lambda dialog: dialog.accept())  # the words are left behind


def test_a_long_title_is_counted_and_never_cut(house: House, browsers: Browsers) -> None:
    """Nothing is said until the end is near; what is typed stays, and the server says the same."""
    page = browsers.page("dana")
    for path in ("/-/new", "/-/topics/new"):
        page.goto(f"/{house.space}{path}")
        enhanced(page)
        title, count = page.locator("[name=title]"), page.locator(".field__count")
        title.fill("é" * 160)
        expect(count).to_be_empty()
        title.fill("é" * 190 + "   x")
        expect(count).to_have_text("192 caractères sur 200")
        title.fill("é" * 250)
        expect(count).to_have_text("250 caractères sur 200 : 50 de trop")
        page.locator("[name=body]").fill("Mes mots à garder.")
        page.click("main form.columns [type=submit], main form [type=submit].button--primary")
        expect(page.locator("#title-error")).to_contain_text("250")
        expect(title).to_have_value("é" * 250)
        expect(page.locator("[name=body]")).to_have_value("Mes mots à garder.")
    page.on("dialog", lambda dialog: dialog.accept())  # the words are left behind


def test_the_choice_of_dark_is_kept(house: House, browsers: Browsers) -> None:
    context = browsers.context("alice")
    page = context.new_page()
    page.goto("/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("label:has([name=appearance][value=dark])").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    other = context.new_page()
    other.goto(house.rich)
    assert other.evaluate("getComputedStyle(document.body).backgroundColor") == dark
