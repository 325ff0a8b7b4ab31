"""Links rewritten where they are typed: a page renamed (W-5), a folder imported."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.markup import relative_links, render, retarget

Rename = Callable[[str], str | None]
RENAME: Rename = {"Ancien titre": "Nouveau titre", "rh:Paie": "rh:Rémunération", "Piège": "a]]b"}.get


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[[Ancien titre]]", "[[Nouveau titre]]"),
        ("[[ Ancien\ntitre ]]", "[[Nouveau titre]]"),
        ("[[Ancien titre|le guide]]", "[[Nouveau titre|le guide]]"),
        ("[[Ancien titre#Délais|le guide]]", "[[Nouveau titre#Délais|le guide]]"),
        ("> - a [[rh:Paie]] b  \n> c", "> - a [[rh:Rémunération]] b  \n> c"),
        ("| [[Ancien titre\\|x]] |\n|---|\n", "| [[Nouveau titre\\|x]] |\n|---|\n"),
        ("texte[^1]\n\n[^1]: [[Ancien titre]]", "texte[^1]\n\n[^1]: [[Nouveau titre]]"),
        ("` [[Ancien titre]]", "` [[Nouveau titre]]"),
    ],
)
def test_a_link_follows_its_page(source: str, expected: str) -> None:
    assert retarget(source, RENAME) == expected


@pytest.mark.parametrize(
    "source",
    [
        "`[[Ancien titre]]` et ``a ` [[Ancien titre]]``",
        "```\n[[Ancien titre]]\n```",
        "    [[Ancien titre]]",
        "\\[[Ancien titre]]",
        "[[Autre]] [[#Ancien titre]] [[x|Ancien titre]]",
        "[[Ancien titre](/url)",
        "---\nnote: [[Ancien titre]]\n---\ntexte",
        "[[Piège]]",  # its new name cannot be written in a link: a redirect will serve
        "a\n\n\n  b  \n\t\n",
    ],
)
def test_all_else_stays_as_typed(source: str) -> None:
    assert retarget(source, RENAME) == source


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[Le guide](guide.md)", "[[Guide|Le guide]]"),
        ("[Guide](guide.md)", "[[Guide]]"),
        ('[*Le* `guide`](<guide.md> "titre")', "[[Guide|Le guide]]"),
        ("[voir](guide.md#delais)", "[[Guide#delais|voir]]"),
        ("| [x](guide.md) |\n|---|\n", "| [[Guide\\|x]] |\n|---|\n"),
        ("[ici][r] [r] [r][]\n\n[r]: guide.md\n", "[[Guide|ici]] [[Guide|r]] [[Guide|r]]\n\n[r]: guide.md\n"),
        (
            "![image](guide.md) `[x](guide.md)` [y](autre.md)",
            "![image](guide.md) `[x](guide.md)` [y](autre.md)",
        ),
        ("```\n[x](guide.md)\n```\n\n    [x](guide.md)", "```\n[x](guide.md)\n```\n\n    [x](guide.md)"),
        ("[a|b](guide.md) [[guide.md]]", "[a|b](guide.md) [[guide.md]]"),
    ],
)
def test_a_link_to_a_file_becomes_a_link_to_its_page(source: str, expected: str) -> None:
    resolve: Rename = {"guide.md": "Guide"}.get
    assert relative_links(source, resolve) == expected


PIECES = st.sampled_from(
    [
        *("[[a]]", "[[a|b]]", "[[b#c]]", "`", "``", "\\", "\n", "\n\n", "    "),
        *"*[]|",
        "> ",
        "- ",
        "mot",
        "```\n",
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_what_is_rewritten_is_what_is_rendered(source: str) -> None:
    """Each link that a reader sees to the old page leads to the new one afterwards; no other word moves."""
    before, after = render(source), render(retarget(source, {"a": "z"}.get))
    expected = [("z" if link.page == "a" else link.page, link.section) for link in before.links]
    assert [(link.page, link.section) for link in after.links] == expected
    assert retarget(retarget(source, {"a": "z"}.get), {"z": "a"}.get) == source


@given(st.text(st.sampled_from("[]()`\\|#!<>ab \n:-"), max_size=60))
def test_nothing_to_do_changes_nothing(source: str) -> None:
    nowhere: Rename = {}.get
    assert retarget(source, nowhere) == source
    assert relative_links(source, nowhere) == source
