"""Two people edit one page (W-3): nobody's words are lost, nothing is made up, nothing is marked in the text."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.parts.revisions.merge import Agreed, Conflict, merge, normalise

PAGE = """# Congés

Le délai de réponse est de dix jours ouvrables à compter de la réception.

La demande se fait par écrit.

Pour toute question, écrire à la direction.
"""
LINES = st.lists(
    st.sampled_from(["a", "b", "c", "", "un mot de plus que le reste", "un mot de moins"]), max_size=10
)
TEXTS = LINES.map("\n".join)
WORDS = st.lists(st.sampled_from("un deux trois quatre cinq six sept".split()), max_size=12).map(" ".join)  # noqa: SIM905


def test_edits_of_distant_paragraphs_are_both_kept() -> None:
    bob = PAGE.replace("par écrit", "en ligne")
    dana = PAGE.replace("la direction", "l’équipe de la paie") + "\nMerci.\n"
    merged = merge(PAGE, bob, dana)
    assert merged.text == PAGE.replace("par écrit", "en ligne").replace(
        "la direction", "l’équipe de la paie"
    ) + ("\nMerci.\n")
    assert merged.conflicts == ()
    assert merged.regions == (Agreed(merged.text or ""),)


def test_edits_of_distant_words_of_one_paragraph_are_both_kept() -> None:
    """Prose has one line a paragraph: a merge by lines alone would ask at each."""
    bob = PAGE.replace("délai de réponse", "délai maximal")
    dana = PAGE.replace("réception", "réception du dossier complet")
    assert merge(PAGE, bob, dana).text == PAGE.replace("délai de réponse", "délai maximal").replace(
        "réception", "réception du dossier complet"
    )


@pytest.mark.parametrize(
    ("bobs", "danas"),
    [
        ("quinze jours", "vingt jours"),  # the same words
        ("quinze jours", "dix semaines"),  # adjacent words
        ("dix longs jours", "dix jours bien"),  # one word between
    ],
)
def test_edits_that_touch_are_shown_side_by_side(bobs: str, danas: str) -> None:
    bob, dana = (PAGE.replace("dix jours", words) for words in (bobs, danas))
    merged = merge(PAGE, bob, dana)
    assert merged.text is None
    (conflict,) = merged.conflicts
    assert bobs in conflict.mine
    assert danas in conflict.theirs
    assert "dix jours" in conflict.base
    assert (conflict.base_line, conflict.mine_line, conflict.theirs_line) == (3, 3, 3)
    assert [type(region) for region in merged.regions] == [Agreed, Conflict, Agreed]


def test_a_paragraph_edited_here_and_removed_there_is_a_conflict() -> None:
    bob = PAGE.replace("La demande se fait par écrit.\n\n", "")
    dana = PAGE.replace("par écrit", "en ligne")
    (conflict,) = merge(PAGE, bob, dana).conflicts
    assert conflict.mine == ""
    assert "en ligne" in conflict.theirs


def test_a_paragraph_written_anew_is_not_woven_with_a_word_of_the_old() -> None:
    bob = PAGE.replace("La demande se fait par écrit.", "Remplir un formulaire, puis le signer et le poster.")
    dana = PAGE.replace("par écrit", "en ligne")
    assert merge(PAGE, bob, dana).text is None


def test_two_paragraphs_added_at_one_place_are_a_conflict_of_two_whole_texts() -> None:
    bob, dana = PAGE + "\nBob était ici.\n", PAGE + "\nDana aussi.\n"
    (conflict,) = merge(PAGE, bob, dana).conflicts
    assert "Bob était ici." in conflict.mine
    assert "Dana aussi." in conflict.theirs


def test_the_same_edit_made_twice_is_made_once() -> None:
    bob = PAGE.replace("dix", "quinze")
    assert merge(PAGE, bob, bob).text == bob


def test_line_endings_and_accents_are_not_edits() -> None:
    bob = PAGE.replace("dix", "quinze").replace("\n", "\r\n")
    dana = PAGE.replace("é", "e\u0301").rstrip("\n")
    assert merge(PAGE, bob, dana).text == PAGE.replace("dix", "quinze")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""),
        ("a", "a\n"),
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("a  \nb\n\n", "a  \nb\n\n"),
        ("e\u0301", "é\n"),
        ("\r\n", "\n"),
    ],
)
def test_a_text_as_it_is_stored(typed: str, stored: str) -> None:
    assert normalise(typed) == stored
    assert normalise(stored) == stored


@given(TEXTS, TEXTS)
def test_who_edits_alone_is_right(base: str, edited: str) -> None:
    assert merge(base, edited, base).text == normalise(edited)
    assert merge(base, base, edited).text == normalise(edited)
    assert merge(base, edited, edited).text == normalise(edited)


@given(TEXTS | WORDS, TEXTS | WORDS, TEXTS | WORDS)
def test_it_does_not_matter_who_is_asked(base: str, mine: str, theirs: str) -> None:
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert one.text == other.text
    assert [(c.base, c.mine, c.theirs) for c in one.conflicts] == [
        (c.base, c.theirs, c.mine) for c in other.conflicts
    ]


@given(TEXTS | WORDS, TEXTS | WORDS, TEXTS | WORDS)
def test_no_word_is_lost_and_none_is_made_up(base: str, mine: str, theirs: str) -> None:
    """Each side can be read again whole from what is agreed and its part of each conflict, but for what the other
    side changed: every word of the result was somebody's, every word that somebody added is there."""
    merged = merge(base, mine, theirs)
    shown = " ".join(
        r.text if isinstance(r, Agreed) else f"{r.mine} {r.theirs}" for r in merged.regions
    ).split()
    assert set(shown) <= set(mine.split()) | set(theirs.split())
    assert (set(mine.split()) | set(theirs.split())) - set(base.split()) <= set(shown)
    assert (set(mine.split()) & set(theirs.split()) & set(base.split())) <= set(shown) | set(base.split())


@given(
    st.lists(
        st.text("abcdefgh ", min_size=1, max_size=12).map(str.strip), min_size=8, max_size=8, unique=True
    )
)
def test_edits_of_distant_lines_never_conflict(lines: list[str]) -> None:
    mine = [*lines[:1], "mon ajout", *lines[1:]]
    theirs = [*lines[:6], "leur ligne", *lines[7:]]
    assert merge("\n".join(lines), "\n".join(mine), "\n".join(theirs)).text == normalise(
        "\n".join([*lines[:1], "mon ajout", *lines[1:6], "leur ligne", *lines[7:]])
    )


def test_texts_that_look_like_marks_of_a_conflict_are_text() -> None:
    page = "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n"
    assert merge(page, page, page + "\nfin\n").text == page + "\nfin\n"


def merge_hostile() -> None:
    """Merges long texts that have next to nothing in common."""
    numbers = "\n".join(map(str, range(40_000)))
    merge(numbers, numbers[::-1], "\n".join(str(-n) for n in range(40_000)))
    merge("a b " * 60_000, "b a c " * 40_000, "a " * 100_000)
    merge("\n" * 100_000, "\nx\n" * 40_000, "x\n" * 80_000)
    print("done")


def test_long_texts_without_a_common_line_are_merged_or_refused() -> None:
    """In a process that can be killed, so that a merge which does not end fails here and not the suite."""
    program = "from tests.wiki.parts.test_merge import merge_hostile; merge_hostile()"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "done\n", done.stderr[-2000:]
