"""Wiki links: typed once, led elsewhere for each reader (W-6)."""

from __future__ import annotations

import pytest

from tests.wiki.markup import dom
from tests.wiki.markup.payloads import PAYLOADS
from wiki.markup import Target, heading_id, render, resolve


def test_links_are_numbered_as_they_are_read_notes_last() -> None:
    rendered = render(
        "[[Un]] [^n] [[rh:Deux#Partie trois|deux]]\n\n[^n]: [[Quatre]]\n\n| [[Trois\\|3]] |\n|-|\n"
    )
    assert [(link.number, link.target, link.label) for link in rendered.links] == [
        (0, "Un", "Un"),
        (1, "rh:Deux#Partie trois", "deux"),
        (2, "Trois", "3"),
        (3, "Quatre", "Quatre"),
    ]
    assert rendered.links[1].page == "rh:Deux"
    assert rendered.links[1].section == "Partie trois"
    assert [rendered.html.index(f'data-link="{n}"') for n in range(4)] == sorted(
        rendered.html.index(f'data-link="{n}"') for n in range(4)
    )


def test_a_present_page_is_linked_an_absent_one_offers_creation() -> None:
    rendered = render("[[Guide]] et [[Projet|le *projet*]]")
    html = resolve(
        rendered.html,
        {
            0: Target("/rh/guide", "present"),
            1: Target('/rh/-/new?title=Projet&x="<', "absent", "Créer « Projet »"),
        },
    )
    guide, projet = (element for element in dom.elements(html) if element.tag == "a")
    assert guide.attrib == {"href": "/rh/guide"}
    assert projet.attrib == {
        "class": "absent",
        "href": '/rh/-/new?title=Projet&x="<',
        "title": "Créer « Projet »",
    }
    assert projet.text == "le *projet*"


def test_a_page_that_may_not_be_seen_looks_like_one_that_does_not_exist() -> None:
    html = render("[[Secret]]").html
    hidden, absent = (
        resolve(html, {0: Target("/-/new?title=Secret", state, "Créer")}) for state in ("hidden", "absent")
    )
    assert hidden == absent


def test_who_may_not_create_gets_a_link_to_nowhere() -> None:
    html = render("[[Projet]]").html
    assert resolve(html, {0: Target("", "absent")}) == '<p><a class="absent">Projet</a></p>\n'
    assert resolve(html, {}) == '<p><a class="absent">Projet</a></p>\n'


def test_a_page_without_links_is_left_as_it_is() -> None:
    html = render("# Titre\n\nTexte").html
    assert resolve(html, {0: Target("/x", "present")}) == html


def test_a_section_of_the_page_itself_needs_nobody() -> None:
    rendered = render("# Délais de réponse\n\n[[#Délais de réponse]] [[#Délais de réponse|plus haut]]")
    assert rendered.links == ()
    assert [e.attrib["href"] for e in dom.elements(rendered.html) if e.tag == "a"] == [
        "#c-delais-de-reponse"
    ] * 2
    assert rendered.contents[0].id == heading_id("Délais de réponse")


@pytest.mark.parametrize(
    "source", ["`[[a]]`", "    [[a]]", "```\n[[a]]\n```", "\\[[a]]", "[[]]", "[[ ]]", "[[#]]", "[[a"]
)
def test_what_is_no_link(source: str) -> None:
    assert render(source).links == ()


def test_a_link_within_a_link_is_only_one_link() -> None:
    rendered = render("[voir [[Guide]] ici](https://x.example/)")
    assert len(rendered.links) == 1
    links = [element for element in dom.elements(rendered.html) if element.tag == "a"]
    assert [link.find(".//a") for link in links] == [None] * len(links)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nobody_can_write_the_mark_of_a_link(payload: str) -> None:
    """There are as many marks as links, whatever is typed, and only they change when links are resolved."""
    for source in (payload, f'{payload} <a data-link="0">', f"[[a]] {payload}", f"```html\n{payload}\n```"):
        rendered = render(source)
        assert rendered.html.count('<a data-link="') == len(rendered.links)
        resolved = resolve(rendered.html, {})
        assert '<a data-link="' not in resolved
        assert dom.text(resolved) == dom.text(rendered.html)
