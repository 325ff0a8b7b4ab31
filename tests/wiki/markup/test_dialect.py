"""What an author may write, and what a reader gets for it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.wiki.markup import dom
from wiki.markup import Heading, heading_id, render, split_front_matter


def test_headings_stand_under_the_title_of_the_page_and_skip_no_level() -> None:
    """A-7: `#` is the title's own level, so that it becomes h2; a level that an author jumped is not missing."""
    rendered = render("# Un\n\n### Deux\n\n### Trois\n\n# Quatre\n\n###### Cinq\n\n> ## Six\n")
    assert dom.outline(rendered.html) == [
        ("h2", "Un"),
        ("h3", "Deux"),
        ("h3", "Trois"),
        ("h2", "Quatre"),
        ("h3", "Cinq"),
        ("h3", "Six"),
    ]


@pytest.mark.parametrize("levels", ["123456", "36", "6543", "2413", "1616161", "654321123456"])
def test_no_level_is_ever_skipped(levels: str) -> None:
    html = render("\n\n".join(f"{'#' * int(level)} t" for level in levels)).html
    drawn = [int(tag[1]) for tag, _ in dom.outline(html)]
    assert drawn[0] == 2
    assert all(after <= before + 1 for before, after in pairwise(drawn))
    assert max(drawn) <= 6


def test_identifiers_are_words_without_accents_and_each_is_given_once() -> None:
    """A-6: unique, and prefixed so that none takes the place of one of the site's own."""
    rendered = render(
        "# Congés à l’Œuvre\n\n# Congés à l'œuvre\n\n# conges a l oeuvre 2\n\n# !!!\n\n# ᐃᓄᒃᑎᑐᑦ\n"
    )
    assert [heading.id for heading in rendered.contents] == [
        "c-conges-a-l-oeuvre",
        "c-conges-a-l-oeuvre-2",
        "c-conges-a-l-oeuvre-2-2",
        "c-section",
        "c-ᐃᓄᒃᑎᑐᑦ",
    ]
    assert rendered.contents[0] == Heading(2, "Congés à l’Œuvre", heading_id("Congés à l’Œuvre"))


def test_two_documents_on_one_screen_do_not_share_identifiers() -> None:
    source = "# Titre\n\nx[^1]\n\n[^1]: note"
    ids = [
        e.attrib["id"]
        for n in (1, 2)
        for e in dom.elements(render(source, prefix=f"p{n}-").html)
        if "id" in e.attrib
    ]
    assert len(ids) == len(set(ids)) == 6
    assert all(identifier.startswith(("p1-", "p2-")) for identifier in ids)


def test_contents_have_the_words_of_a_heading_without_its_markup() -> None:
    rendered = render("# *Le* `code` de [[Guide|conduite]] ![plan](/a.png) [ici](/b)[^1]\n\n[^1]: x")
    assert rendered.headings == ("Le code de conduite plan ici",)


def test_text_is_what_a_reader_sees() -> None:
    rendered = render(
        "# Titre\n\nUn **mot**\net [lien](/x).\n\n| a | b |\n|---|---|\n| c | d |\n\n```python\nx = 1\n```\n"
    )
    assert rendered.text == "Titre\nUn mot et lien.\na\nb\nc\nd\nx = 1"
    assert rendered.word_count == 12


def test_a_table_can_be_scrolled_with_the_keyboard_and_says_what_its_columns_are() -> None:
    html = render("| Nom | Rôle |\n|:---|---:|\n| Ève | x |\n\n| Nom |\n|---|\n", language="en").html
    regions = [e for e in dom.elements(html) if e.attrib.get("role") == "region"]
    assert [region.attrib["aria-label"] for region in regions] == ["Table 1 : Nom, Rôle", "Table 2 : Nom"]
    assert all(region.attrib["tabindex"] == "0" for region in regions)
    cells = [(e.tag, e.attrib) for e in dom.elements(html) if e.tag in ("th", "td")]
    assert cells[0] == ("th", {"scope": "col", "class": "align-left"})
    assert cells[3] == ("td", {"class": "align-right"})
    assert "style=" not in html


@pytest.mark.parametrize(("language", "names"), [("fr", ["À faire", "Fait"]), ("en-CA", ["To do", "Done"])])
def test_a_task_says_whether_it_is_done(language: str, names: list[str]) -> None:
    html = render("- [ ] un\n- [x] deux\n- trois", language=language).html
    boxes = [e for e in dom.elements(html) if e.tag == "input"]
    assert [box.attrib["aria-label"] for box in boxes] == names
    assert [box.attrib.get("checked") for box in boxes] == [None, ""]
    assert all(box.attrib["disabled"] == "" for box in boxes)


@pytest.mark.parametrize(
    ("source", "kind", "title"),
    [
        ("> [!NOTE]\n> corps", "note", "Note"),
        ("> [!warning]\n> corps", "warning", "Avertissement"),
        ("!!! attention\n    corps", "caution", "Attention"),
        ('!!! astuce "À *savoir*"\n    corps', "tip", "À savoir"),
    ],
)
def test_callouts_of_both_dialects_have_one_shape(source: str, kind: str, title: str) -> None:
    (callout,) = (e for e in dom.elements(render(source).html) if e.attrib.get("role") == "note")
    assert callout.attrib["class"] == f"admonition {kind}"
    assert ["".join(p.itertext()) for p in callout] == [title, "corps"]


def test_three_exclamation_marks_alone_make_no_callout() -> None:
    assert dom.text(render("!!! Attention danger\n\n!!! Ceci est une note").html) == (
        "!!! Attention danger !!! Ceci est une note"
    )


def test_notes_lead_there_and_back() -> None:
    html = render("un[^a] deux[^a] [^b]\n\n[^a]: A\n[^b]: B\n").html
    ids = {e.attrib["id"] for e in dom.elements(html) if "id" in e.attrib}
    addresses = [e.attrib["href"].removeprefix("#") for e in dom.elements(html) if e.tag == "a"]
    assert len(addresses) == 6
    assert set(addresses) == ids
    assert all(e.attrib["aria-label"] for e in dom.elements(html) if e.tag == "a")


def test_parts_in_another_language_say_so_and_say_nothing_else() -> None:
    """A-8."""
    html = render('[Fire *drill*]{lang=en} [x]{lang="es-MX"}\n\n::: {lang=en}\nSome text\n:::\n').html
    assert [(e.tag, e.attrib) for e in dom.elements(html) if e.tag in ("span", "div")] == [
        ("span", {"lang": "en"}),
        ("span", {"lang": "es-MX"}),
        ("div", {"lang": "en"}),
    ]
    refused = render("[x]{.admin} [x]{lang=en .admin} [x]{lang=not_a_language}").html
    assert dom.text(refused) == "[x]{.admin} [x]{lang=en .admin} [x]{lang=not_a_language}"


def test_code_is_coloured_by_classes_and_an_unknown_language_is_shown() -> None:
    html = render("```python\ndef f(): pass\n```\n\n```klingon\nqapla < 1\n```\n\n```\nx\n```").html
    assert '<span class="k">def</span>' in html
    assert '<code class="language-klingon">qapla &lt; 1\n</code>' in html
    assert dom.text(html) == "def f(): pass qapla < 1 x"
    assert html.count('tabindex="0"') == 3


def test_links_to_other_sites_are_known() -> None:
    rendered = render("[a](https://a.example/) <mailto:x@y.example> [b](/b) [c](autre.md) http://c.example.")
    assert rendered.external == ("https://a.example/", "http://c.example")
    external = [e for e in dom.elements(rendered.html) if e.attrib.get("class") == "external"]
    assert [e.attrib["rel"] for e in external] == ["noopener", "noopener"]


def test_pictures_of_this_site_are_shown_and_those_of_others_are_links() -> None:
    """V-11: no other host is asked for anything."""
    html = render(
        '![plan](/f/plan.png "Le plan") ![là](https://x.example/a.png) [![z](//x.example/b.png)](/c)'
    ).html
    (image,) = (e for e in dom.elements(html) if e.tag == "img")
    assert image.attrib == {"src": "/f/plan.png", "alt": "plan", "title": "Le plan", "loading": "lazy"}
    links = [(e.attrib["href"], e.text) for e in dom.elements(html) if e.tag == "a"]
    assert links == [("https://x.example/a.png", "là"), ("/c", "z")]


@pytest.mark.parametrize(
    ("source", "address", "shown"),
    [
        ("Voir https://x.example/a_b_c.", "https://x.example/a_b_c", "https://x.example/a_b_c"),
        ("(http://x.example/a_(b))", "http://x.example/a_(b)", "http://x.example/a_(b)"),
        (
            "**https://x.example/__init__.py**",
            "https://x.example/__init__.py",
            "https://x.example/__init__.py",
        ),
        ("« https://x.example/é »", "https://x.example/%C3%A9", "https://x.example/é"),
        ("www.x.example, oui", "http://www.x.example", "www.x.example"),
        ("a_b@x.example !", "mailto:a_b@x.example", "a_b@x.example"),
    ],
)
def test_a_bare_address_is_a_link(source: str, address: str, shown: str) -> None:
    (link,) = (e for e in dom.elements(render(source).html) if e.tag == "a")
    assert (link.attrib["href"], link.text) == (address, shown)


@pytest.mark.parametrize(
    "source", ["a://b", "http://", "https:// x", "`http://x.example`", "xhttp://x.example", "a@b"]
)
def test_what_is_no_address(source: str) -> None:
    assert [e for e in dom.elements(render(source).html) if e.tag == "a"] == []


def test_people_are_mentioned_by_their_user_name() -> None:
    rendered = render(
        "@helene.tremblay, (@bob) et @Bob-2. Pas x@y, ni `@code`, ni [@lien](/x), ni a@b.example ; @bob"
    )
    assert rendered.mentions == ("helene.tremblay", "bob", "Bob-2")
    assert '<span class="mention">@helene.tremblay</span>,' in rendered.html


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("«mot»", "«\u00a0mot\u00a0»"),
        ("« mot »", "«\u00a0mot\u00a0»"),
        ("«\u202fmot\u00a0»", "«\u00a0mot\u00a0»"),
        ("Délai : dix jours ; vite !", "Délai\u00a0: dix jours\u00a0; vite\u00a0!"),
        ("Délai: vite!", "Délai: vite!"),
        ("à 12 :30 :)", "à 12 :30 :)"),
    ],
)
def test_french_spaces_do_not_break(typed: str, shown: str) -> None:
    """Q-4: only where the author put a space, but for guillemets; never in code, nor in English. The contents say a
    heading as the text does."""
    assert f"<p>{shown}</p>" in render(typed).html.replace("&nbsp;", "\u00a0")
    assert render(f"## {typed}\n").contents[0].text == shown
    assert f"<code>{typed}</code>" in render(f"`{typed}`").html
    assert f"<p>{typed}</p>" in render(typed, language="en").html


def test_front_matter_is_not_shown_and_a_rule_is_no_front_matter() -> None:
    source = "---\ntitle: Essai\ntags:\n  - a\n- b\n# c\n---\nTexte"
    assert split_front_matter(source) == ("title: Essai\ntags:\n  - a\n- b\n# c\n", "Texte")
    assert dom.text(render(source).html) == "Texte"
    for text in (
        "---\n\nUn\n\n---\nDeux",
        "---\nUne phrase: longue\n---\n",
        "---\na: b\n",
        "\n---\na: b\n---\n",
    ):
        assert split_front_matter(text) == ("", text)


def test_definitions_strikethrough_and_sizes() -> None:
    html = render("Terme\n: Définition\n\n~~non~~ ~non~").html
    assert [e.tag for e in dom.elements(html)] == ["dl", "dt", "dd", "p", "del", "del"]


def test_rendering_is_repeatable() -> None:
    source = "# A\n\n[[B]] @c [^1] https://d.example\n\n[^1]: e\n"
    assert render(source) == render(source)


def test_line_endings_and_unprintable_characters_change_nothing() -> None:
    assert render("# A\r\n\r\nb\x01c\r") == render("# A\n\nbc\n")


def test_decoding_an_address_brings_no_unprintable_character_back() -> None:
    html = render("<https://x.example/%00%01%7F%C2%80%EF%B7%90>").html
    assert "https://x.example/" + "\ufffd" * 5 in html
