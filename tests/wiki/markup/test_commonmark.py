"""The specification's own 652 examples, through the engine as it comes and through everything that we added."""

from __future__ import annotations

import json
import re
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from tests.wiki.markup import dom
from wiki.markup import render

EXAMPLES = json.loads(Path(__file__).with_name("commonmark-0.31.2.json").read_text("utf-8"))

# Where the dialect says something else than CommonMark, and why.
DEVIATIONS = {
    "HTML is never taken": {21, 31, 201, 308, 309, 344, 475, 476, 477, 491, 494, 524, 536, 642, 643},
    "code is coloured": {142, 143},
    "[[foo]] is a wiki link": {548, 559, 590},
    "only http, https, mailto and tel are linked to": {500, 596, 598, 599, 601},
    "bare addresses are links, as on GitHub": {602, 606, 608, 611, 612},
}
# Of these two sections all but a few examples are about HTML.
HTML_SECTIONS = {"HTML blocks", "Raw HTML"}
KEPT = {"href", "src", "alt", "title", "start"}


def _by_section() -> dict[str, list[dict[str, Any]]]:
    sections: dict[str, list[dict[str, Any]]] = {}
    for example in EXAMPLES:
        sections.setdefault(example["section"], []).append(example)
    return sections


SECTIONS = _by_section()


def test_all_examples_are_here() -> None:
    assert len(EXAMPLES) == 652


@pytest.mark.parametrize("section", SECTIONS)
def test_the_engine_is_commonmark(section: str) -> None:
    """The library that we stand on, with nothing of ours."""
    engine = MarkdownIt("commonmark")
    for example in SECTIONS[section]:
        assert dom.shape(engine.render(example["markdown"])) == dom.shape(example["html"]), example["example"]


@pytest.mark.parametrize("section", [section for section in SECTIONS if section not in HTML_SECTIONS])
def test_our_dialect_is_commonmark_but_for_the_deviations(section: str) -> None:
    """The whole way, walls included, but for the shift of headings and our own classes."""
    deviations = set(chain.from_iterable(DEVIATIONS.values()))
    differing = {
        example["example"]
        for example in SECTIONS[section]
        if _plain(dom.shape(render(example["markdown"], language="en").html))
        != _plain(dom.shape(example["html"]))
    }
    assert differing == deviations & {example["example"] for example in SECTIONS[section]}


@pytest.mark.parametrize("section", sorted(HTML_SECTIONS))
def test_html_is_shown_and_never_taken(section: str) -> None:
    for example in SECTIONS[section]:
        html = render(example["markdown"]).html
        dom.assert_harmless(html)
        for word in re.findall(r"<(\w+)", example["markdown"]):
            assert word in dom.text(html), example["example"]


@pytest.mark.parametrize("section", [section for section in SECTIONS if section not in HTML_SECTIONS])
def test_no_word_is_lost(section: str) -> None:
    """Every word that the specification shows is shown by us."""
    for example in SECTIONS[section]:
        ours = dom.text(render(example["markdown"], language="en").html)
        for word in re.findall(r"[^\W_]+", dom.text(example["html"])):
            assert word in ours, (example["example"], word)


def _plain(shape: list[Any]) -> list[Any]:
    """A shape without what we add: classes, roles, identifiers, the level of headings."""
    tag, attributes, *rest = shape
    kept = [(name, value) for name, value in attributes if name in KEPT]
    name = "heading" if re.fullmatch("h[1-6]", tag) else tag
    return [name, kept, *(_plain(node) if isinstance(node, list) else node for node in rest)]
