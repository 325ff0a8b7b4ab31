"""Whatever is typed, the page stays a page (A-6: well-formed HTML, unique identifiers)."""

from __future__ import annotations

import html5lib
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wiki.markup import dom
from wiki.markup import Target, render, resolve, retarget
from wiki.markup.walls import purify

PIECES = st.sampled_from(
    [
        *"*_~`[]()<>!|#:\\&\"'@^{}-+=.$ \n\t",
        *(
            "\n\n",
            "    ",
            "> ",
            "- ",
            "1. ",
            "# ",
            "###### ",
            "[^1]",
            "\n[^1]: ",
            "[[",
            "]]",
            "[[a|b]]",
            "| a |\n|---|\n",
        ),
        *(
            "```python\n",
            "~~~\n",
            "!!! note\n    ",
            "> [!TIP]\n> ",
            "::: {lang=en}\n",
            "\n:::\n",
            "]{lang=en}",
            "mot",
        ),
        *(
            "https://x.example/",
            "www.x.example",
            "a@b.example",
            "@nom",
            "![a](/b)",
            "[a](/b)",
            "- [x] ",
            "\n: ",
            "&lt;",
        ),
        *(
            "<b>",
            "</p>",
            "<script>",
            "<!--",
            "«",
            "»",
            "é",
            "\u200b",
            "\ud800",
            "\x00",
            "\x0c",
            "\r\n",
            "---\n",
            "a: b\n",
        ),
    ]
)
SOURCES = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=200)


@settings(max_examples=400)
@given(SOURCES)
def test_any_text_gives_a_harmless_well_formed_page(source: str) -> None:
    rendered = render(source)
    dom.assert_harmless(rendered.html)
    parser = html5lib.HTMLParser(strict=True)
    parser.parseFragment(rendered.html)  # raises at an element that is not closed, or stands where it may not
    assert dom.shape(purify(rendered.html)) == dom.shape(rendered.html)
    assert rendered.complete


@settings(max_examples=200)
@given(SOURCES)
def test_headings_links_and_marks_agree(source: str) -> None:
    rendered = render(source)
    assert [(level, identifier) for level, identifier in _outline(rendered.html)] == [
        (heading.level, heading.id) for heading in rendered.contents
    ]
    assert [link.number for link in rendered.links] == list(range(len(rendered.links)))
    assert rendered.html.count('<a data-link="') == len(rendered.links)
    assert dom.text(resolve(rendered.html, {0: Target("/a", "present")})) == dom.text(rendered.html)


@settings(max_examples=200)
@given(SOURCES)
def test_renaming_nothing_changes_nothing(source: str) -> None:
    assert retarget(source, {"zzz": "y"}.get) == source


def _outline(html: str) -> list[tuple[int, str]]:
    return [
        (int(e.tag[1]), e.attrib["id"]) for e in dom.elements(html) if e.tag in ("h2", "h3", "h4", "h5", "h6")
    ]
