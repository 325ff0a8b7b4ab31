"""Two revisions compared (W-2): by lines, by words, as source."""

from __future__ import annotations

import subprocess
import sys
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wiki.parts.revisions.alignment import align, changes, lines_of, words_of
from wiki.parts.revisions.diff import Comparison, Row, compare, unified

LINES = st.lists(st.sampled_from(["a b c", "a b d", "", "x", "un autre mot", "un mot"]), max_size=14)
TEXTS = LINES.map("\n".join) | st.text(st.sampled_from("ab \n"), max_size=40)


def kinds(comparison: Comparison) -> list[str]:
    return [row.kind for row in comparison.rows]


def test_a_word_changed_is_shown_within_its_line() -> None:
    comparison = compare("Le délai est de dix jours.\n", "Le délai est de quinze jours.\n")
    assert comparison.rows == (
        Row(
            "changed",
            1,
            1,
            (("Le délai est de ", False), ("dix", True), (" jours.", False)),
            (("Le délai est de ", False), ("quinze", True), (" jours.", False)),
        ),
    )
    assert (comparison.lines_added, comparison.lines_removed) == (1, 1)
    assert (comparison.words_added, comparison.words_removed) == (1, 1)


def test_what_stays_between_two_changes_is_not_shown_as_kept_when_it_is_no_word() -> None:
    (row,) = compare("Le délai, dix jours, court.\n", "Le délai, vingt semaines, court.\n").rows
    assert row.new == (("Le délai, ", False), ("vingt semaines", True), (", court.", False))


def test_a_paragraph_added_before_a_changed_one_is_told_from_it() -> None:
    old = "Titre\n\nLe délai de réponse est de dix jours.\n"
    new = "Titre\n\nUn tout nouveau paragraphe ici.\nLe délai de réponse est de quinze jours.\n"
    comparison = compare(old, new)
    assert kinds(comparison) == ["same", "same", "added", "changed"]
    assert comparison.rows[3].old_line_no == 3
    assert comparison.rows[3].new_line_no == 4
    assert kinds(compare(new, old)) == ["same", "same", "removed", "changed"]


def test_a_line_that_became_another_is_removed_and_added() -> None:
    assert kinds(compare("Un chat dort.\n", "Rien de pareil\n")) == ["removed", "added"]


def test_long_unaltered_stretches_are_folded_with_three_lines_around_each_change() -> None:
    old = "".join(f"ligne {n}\n" for n in range(1, 31))
    comparison = compare(old, old.replace("ligne 15\n", "ligne quinze\n"))
    assert kinds(comparison) == ["gap", *["same"] * 3, "changed", *["same"] * 3, "gap"]
    first, last = comparison.rows[0], comparison.rows[-1]
    assert (first.old_line_no, first.new_line_no, first.folded) == (1, 1, 11)
    assert (last.old_line_no, last.folded) == (19, 12)


def test_a_single_unaltered_line_is_shown_rather_than_folded() -> None:
    old = "a\n" + "".join(f"{n}\n" for n in range(7)) + "z\n"
    assert "gap" not in kinds(compare(old, old.replace("a", "b b").replace("z", "y y")))


def test_nothing_changed() -> None:
    comparison = compare("a\nb\n", "a\nb\n")
    assert comparison.identical
    assert unified("a\nb\n", "a\nb\n") == ""
    assert compare("", "").rows == ()
    assert not compare("", "a\n").identical


def test_text_that_looks_like_html_is_text() -> None:
    (row,) = compare("un <b> mot\n", "un <i> mot\n").rows
    assert row.old == (("un <", False), ("b", True), ("> mot", False))


@given(TEXTS, TEXTS)
def test_rows_hold_both_texts_whole(old: str, new: str) -> None:
    comparison = compare(old, new)
    numbered_old = {row.old_line_no: row for row in comparison.rows if row.old_line_no and row.kind != "gap"}
    numbered_new = {row.new_line_no: row for row in comparison.rows if row.new_line_no and row.kind != "gap"}
    for lines, rows, side in ((old, numbered_old, "old"), (new, numbered_new, "new")):
        for number, line in enumerate(lines_of(lines), 1):
            if number in rows:
                assert "".join(text for text, _ in getattr(rows[number], side)) == line.removesuffix("\n")
    folded = sum(row.folded for row in comparison.rows)
    assert len(numbered_old) + folded == len(lines_of(old))
    assert len(numbered_new) + folded == len(lines_of(new))


@given(TEXTS, TEXTS)
@example("a b c", "a b c\n")
@example("", "\n")
def test_what_is_identical_is_so_backwards(old: str, new: str) -> None:
    """The end of the last line is no difference: texts are kept with it, and typed without."""
    same = [line.removesuffix("\n") for line in lines_of(old)] == [
        line.removesuffix("\n") for line in lines_of(new)
    ]
    assert compare(old, new).identical is compare(new, old).identical is same


@settings(max_examples=25)
@given(old=TEXTS, new=TEXTS)
def test_a_unified_diff_is_what_patch_takes(
    tmp_path_factory: pytest.TempPathFactory, old: str, new: str
) -> None:
    """Git itself applies it."""
    folder: Path = tmp_path_factory.mktemp("patch")
    (folder / "f").write_text(old, "utf-8")
    difference = unified(old, new, "a/f", "b/f")
    if difference and old and new:
        subprocess.run(
            ["git", "apply", "--unidiff-zero", "-"],
            cwd=folder,
            input=difference.encode(),
            check=True,
            timeout=20,
        )
        assert (folder / "f").read_text("utf-8") == new


def test_a_unified_diff_has_names_and_three_lines_around_each_change() -> None:
    old = "".join(f"{n}\n" for n in range(1, 21))
    assert unified(old, old.replace("10\n", "dix\n"), "revision 1", "revision 2") == (
        "--- revision 1\n+++ revision 2\n@@ -7,7 +7,7 @@\n 7\n 8\n 9\n-10\n+dix\n 11\n 12\n 13\n"
    )


@given(st.lists(st.sampled_from("abcdefgh"), max_size=40), st.lists(st.sampled_from("abcdefgh"), max_size=40))
def test_an_alignment_is_true_and_in_order(old: list[str], new: list[str]) -> None:
    i = j = 0
    for match in align(old, new):
        assert match.old >= i
        assert match.new >= j
        assert match.size > 0
        assert old[match.old : match.old + match.size] == new[match.new : match.new + match.size]
        i, j = match.old + match.size, match.new + match.size
    stretches = list(changes(old, new))
    assert [e for s in stretches for e in old[s.old_start : s.old_end]] == old
    assert [e for s in stretches for e in new[s.new_start : s.new_end]] == new


@given(st.text(max_size=60))
def test_cutting_loses_nothing(text: str) -> None:
    assert "".join(words_of(text)) == text
    assert "".join(lines_of(text)) == text


HOSTILE = {
    "all different": ("\n".join(map(str, range(40_000))), "\n".join(str(-n) for n in range(1, 40_000))),
    "all alike": ("\n" * 100_000, "\nx\n" * 40_000),
    "two that alternate": ("a\nb\n" * 40_000, "b\na\n" * 30_000 + "a\n" * 20_000),
    "upside down": ("\n".join(map(str, range(40_000))), "\n".join(map(str, range(40_000, 0, -1)))),
    "one line": ("a b " * 60_000, "b a c " * 40_000),
    "few words": (
        "\n".join(f"w{n * n % 101}" for n in range(60_000)),
        "\n".join(f"w{n**3 % 103}" for n in range(60_000)),
    ),
}


def compare_each(names: list[str]) -> None:
    """Compares the texts of these names, saying each when it is done."""
    for name in names:
        old, new = HOSTILE[name]
        compare(old, new)
        unified(old, new)
        print(name)


def test_texts_that_share_nothing_are_compared_too() -> None:
    """In a process that can be killed, so that a comparison which does not end fails here and not the suite."""
    names = list(HOSTILE)
    program = f"from tests.wiki.parts.test_diff import compare_each; compare_each({names!r})"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=20 * len(names), check=False
    )
    assert done.stdout.split("\n")[:-1] == names, done.stderr[-2000:]


def test_the_standard_matcher_is_only_asked_for_small_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes minutes for two lists of 10,000 lines that are alike in nothing but order."""
    asked: list[int] = []
    original = SequenceMatcher.get_matching_blocks

    def get_matching_blocks(self: SequenceMatcher[str]) -> object:
        asked.append(len(self.a) * len(self.b))
        return original(self)

    monkeypatch.setattr(SequenceMatcher, "get_matching_blocks", get_matching_blocks)
    old, new = (text.split("\n") for text in HOSTILE["few words"])
    align(old, new)
    align(old[:2_000], new[:2_000])
    align(old[:200], new[:200])
    assert asked
    assert max(asked) <= 90_000
    assert sum(asked) <= 100 * (len(old) + len(new))
