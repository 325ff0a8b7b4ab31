"""What was not touched is not read again, and nobody can tell."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wiki.markup.test_fuzz import PIECES
from tests.wiki.markup.test_walls import REAL
from wiki.markup import render, stretches
from wiki.markup.page import Page
from wiki.markup.stretches import MEMORY, Memory, cut, html_of

# What stands alone here may go on there: the order decides.
PARTS = st.sampled_from(
    [
        *(part + "\n\n" for part in REAL.replace("[^1]", "").split("\n\n")),
        *(
            "mot\n",
            "\n\n",
            " \n",
            "# Titre\n",
            "## Titre\n\n",
            "Titre\n===\n",
            "> # Cité\n\n",
            "**a** *b*\n\n",
        ),
        *("- un\n\n", "  suite\n\n", "* deux\n", "1. trois\n\n", "    quatre\n", "***\n\n", "---\n"),
        *("```\n", "\n```\n\n", "~~~\n\n", "::: {lang=en}\n\n", ":::\n", "!!! note\n", "> [!TIP]\n> "),
        *(
            "Terme\n: Définition\n\n",
            "# | a\n|---|---|\n",
            "| a |\n|---|\n| [[b]] |\n\n",
            "[x]: /y\n\n",
            "[x]\n\n",
        ),
    ]
)
SOURCES = st.lists(PARTS, max_size=12).map("".join) | st.lists(PIECES, max_size=40).map("".join)


@settings(max_examples=500)
@given(st.lists(SOURCES.map(lambda source: f"{source}\n"), min_size=1, max_size=4))
def test_whatever_was_read_before_a_text_becomes_what_it_becomes_alone(sources: list[str]) -> None:
    for source in sources:
        assert render(source) == render(source, once=True)


@settings(max_examples=200)
@given(SOURCES)
def test_nothing_is_lost_where_a_text_is_cut(source: str) -> None:
    assert "".join(cut(source)) == source


def test_what_goes_by_the_order_of_the_page_is_given_out_anew() -> None:
    table = "| Nom |\n|---|\n| [[Ève]] |\n\n"
    before = "## Rôle\n\nTexte de [[Bob]].\n\n"
    render(f"## Rôle\n\n{table}Fin.\n")
    rendered = render(f"# Rôle\n\n{before}{table}{table}Fin.\n")
    assert [(heading.level, heading.id) for heading in rendered.contents] == [(2, "c-role"), (3, "c-role-2")]
    assert [(link.number, link.target) for link in rendered.links] == [(0, "Bob"), (1, "Ève"), (2, "Ève")]
    assert [f"Tableau {number} : Nom" in rendered.html for number in (1, 2, 3)] == [True, True, False]


def test_another_language_and_another_prefix_are_another_text() -> None:
    text = "Vraiment ? « oui » [[#Rôle]]\n\n- [x] fait\n"
    french, english = render(text), render(text, language="en")
    assert ("Fait" in french.html, "Done" in french.html) == (True, False)
    assert ("Fait" in english.html, "Done" in english.html) == (False, True)
    assert '"#p1-role"' in render(text, prefix="p1-").html
    assert render(text) == french


def test_a_changed_sentence_is_all_that_is_read() -> None:
    paragraphs = [f"Paragraphe {number} : {'mot ' * 60}\n\n" for number in range(100)]
    render("".join(paragraphs))
    before = MEMORY.bytes
    paragraphs[50] = f"Et ceci. {paragraphs[50]}"
    render("".join(paragraphs))
    assert 0 < MEMORY.bytes - before < 3 * (1000 + 4 * len(paragraphs[50]))


def test_memory_has_a_bound_and_what_was_read_last_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory(20_000)
    monkeypatch.setattr(stretches, "MEMORY", memory)
    texts = [f"Texte {number}, {'mot ' * 100}\n" for number in range(50)]
    for text in texts:
        html_of(texts[0], Page("c-", "fr"))
        html_of(text, Page("c-", "fr"))
        assert memory.bytes <= 20_000
    known = [text for text in texts if memory.find(stretches.Key("c-", "fr", text, True)) is not None]
    assert known[0] == texts[0]
    assert known[1:] == texts[len(texts) - len(known) + 1 :]


def test_what_is_too_much_together_is_too_much() -> None:
    """As many blocks as no page may hold, each of them known."""
    part = "- a\n" * 5_000
    texts = [f"{part}\nMot.\n\n" for _ in range(5)]
    assert render(texts[0]).complete
    assert render("".join(texts)) == render("".join(texts), once=True)
    assert not render("".join(texts)).complete
