"""Pasting in the editor what another program copied: its shape is kept, as Markdown, and nothing but text comes in."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Browsers, House
from tests.browser.walking import enhanced

CLIPBOARD = Path(__file__).parent / "clipboard"
PROGRAMS = sorted(path.stem for path in CLIPBOARD.glob("*.html"))

# What a program does when something is copied in it; the browser that pastes cannot tell the difference.
_COPY = """([html, text]) => document.addEventListener("copy", (event) => {
    event.preventDefault();
    event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", text);
}, { once: true })"""


def copied(page: Page, html: str, text: str = "Les mots seuls") -> None:
    page.evaluate(_COPY, [html, text])
    page.keyboard.press("Control+c")


def editor(house: House, browsers: Browsers, path: str = "/-/new") -> tuple[Page, Locator]:
    page = browsers.page("dana")
    page.on("dialog", lambda dialog: dialog.accept())  # the words are left behind
    page.goto(f"/{house.space}{path}")
    enhanced(page)
    area = page.locator("[name=body]")
    area.fill("")
    area.focus()
    return page, area


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_another_program_copied_keeps_its_shape(house: House, browsers: Browsers, program: str) -> None:
    page, area = editor(house, browsers)
    copied(page, (CLIPBOARD / f"{program}.html").read_text())
    page.keyboard.press("Control+v")
    expect(area).to_have_value((CLIPBOARD / f"{program}.md").read_text().rstrip("\n"))


def test_one_ctrl_z_takes_it_back_and_ctrl_shift_v_pastes_the_words_alone(
    house: House, browsers: Browsers
) -> None:
    """In a page and in a topic; between the words that stand there, and said to whoever does not see it."""
    for path in ("/-/new", "/-/topics/new"):
        page, area = editor(house, browsers, path)
        area.fill("Avant.\nAprès.")
        area.evaluate("area => area.setSelectionRange(7, 7)")
        copied(
            page, "<h2>Titre</h2><p>Texte <b>gras</b>.</p><img src='file:///c:/a.png'>", "Titre\nTexte gras."
        )
        said = page.locator("[data-paste-status]")
        expect(said).to_be_empty()
        page.keyboard.press("Control+v")
        expect(area).to_have_value("Avant.\n\n## Titre\n\nTexte **gras**.\n\nAprès.")
        expect(said).to_contain_text("Ctrl+Maj+V")
        expect(said).to_contain_text("images")
        page.keyboard.press("Control+z")
        expect(area).to_have_value("Avant.\nAprès.")
        page.keyboard.press("Control+Shift+v")
        expect(area).to_have_value("Avant.\nTitre\nTexte gras.Après.")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        # Source text of an editor of programs; a word of a page; a code block alone; an address.
        (
            "<div style='white-space: pre;'><div><b>**gras**</b></div><div># titre</div></div>",
            "**gras**\n# titre",
        ),
        ("<meta charset='utf-8'><span style='font-weight: 700'>mot_cle</span>", "mot_cle"),
        ("<pre><b>x</b> = 1</pre>", "x = 1"),
        ("<a href='https://www.quebec.ca/'>Québec</a>", "https://www.quebec.ca/"),
    ],
)
def test_what_has_no_shape_is_pasted_as_it_is(house: House, browsers: Browsers, html: str, text: str) -> None:
    page, area = editor(house, browsers)
    copied(page, html, text)
    page.keyboard.press("Control+v")
    expect(area).to_have_value(text)


def test_words_stay_in_their_line_and_code_stays_code(house: House, browsers: Browsers) -> None:
    page, area = editor(house, browsers)
    area.press_sequentially("Voir ")
    copied(page, "<p>la <a href='https://www.quebec.ca/'>page</a></p>", "la page")
    page.keyboard.press("Control+v")
    expect(area).to_have_value("Voir la [page](https://www.quebec.ca/)")
    area.fill("```\n")
    copied(page, "<p>la <b>page</b></p>", "la page")
    page.keyboard.press("Control+v")
    expect(area).to_have_value("```\nla page")


def test_no_html_comes_in(house: House, browsers: Browsers) -> None:
    """Nothing of the document runs or is asked for; what is left is text, which the preview shows as text."""
    page, area = editor(house, browsers)
    hostile = (
        "<p onclick='alert(1)'>a <img src='https://elsewhere.example/x.png' onerror='alert(1)'>"
        "<b>&lt;img src=x onerror=alert(1)&gt;</b></p><iframe src='https://elsewhere.example/'></iframe>"
        "<p style='background: url(https://elsewhere.example/y.png)'>"
        "<a href='data:text/html,x' onmouseover='alert(1)'>b</a><a href='https://[x'>c</a></p>"
    )
    copied(page, hostile)
    page.keyboard.press("Control+v")
    expect(area).to_have_value("a **<img src=x onerror=alert(1)>**\n\nbc")
    page.click("[data-preview-toggle]")
    expect(page.locator(".editor__preview strong")).to_have_text("<img src=x onerror=alert(1)>")
    assert not page.locator(".editor__preview img").count()


def test_a_large_document_is_pasted_whole(house: House, browsers: Browsers) -> None:
    page, area = editor(house, browsers)
    copied(page, "<p>Une ligne <b>du</b> document.</p>" * 2000)
    page.keyboard.press("Control+v")
    expect(area).to_have_value("\n\n".join(["Une ligne **du** document."] * 2000))
