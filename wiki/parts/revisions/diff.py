"""Two versions of a text side by side: lines first, then the words within the lines that changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from wiki.parts.revisions.alignment import Change, changes, lines_of, words_of

Pieces = tuple[tuple[str, bool], ...]  # (text, whether it changed), …

CONTEXT = 3  # unaltered lines shown around each change
_SHORTEST_GAP = 2  # fewer lines than this are shown rather than folded: a fold takes a line itself
_ALIKE = 0.3  # share of their words that two lines have in common to be one line, edited
_MOST_PAIRS = 400  # lines of a changed stretch paired by likeness; in larger ones, by order
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a comparison. A side where the line is not has no number and no pieces; a gap stands for
    `folded` unaltered lines and has the numbers of the first of them."""

    kind: Literal["same", "changed", "added", "removed", "gap"]
    old_line_no: int | None
    new_line_no: int | None
    old: Pieces = ()
    new: Pieces = ()
    folded: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """All rows, in order, and how much was added and removed. A changed line counts on both sides."""

    rows: tuple[Row, ...]
    lines_added: int
    lines_removed: int
    words_added: int
    words_removed: int

    @property
    def identical(self) -> bool:
        """Whether nothing changed."""
        return not (self.lines_added or self.lines_removed)


def compare(old: str, new: str) -> Comparison:
    """What became of `old` in `new`. Texts that share little are compared coarsely, in bounded time."""
    rows = list(_rows(_lines(old), _lines(new)))
    return Comparison(
        rows=tuple(_folded(rows)),
        lines_added=sum(row.kind in ("added", "changed") for row in rows),
        lines_removed=sum(row.kind in ("removed", "changed") for row in rows),
        words_added=sum(_count_changed(row.new) for row in rows),
        words_removed=sum(_count_changed(row.old) for row in rows),
    )


def unified(old: str, new: str, old_name: str = "", new_name: str = "") -> str:
    """The same as source: a unified diff, "" when nothing changed. The names stand in its two first lines."""
    old_lines, new_lines = lines_of(old), lines_of(new)
    hunks = list(_hunks(list(changes(old_lines, new_lines))))
    if not hunks:
        return ""
    text = [f"--- {old_name}\n", f"+++ {new_name}\n"]
    for hunk in hunks:
        text.append(_hunk_header(hunk))
        for change in hunk:
            text += _marked(" " if change.same else "-", old_lines[change.old_start : change.old_end])
            text += [] if change.same else _marked("+", new_lines[change.new_start : change.new_end])
    return "".join(text)


def _lines(text: str) -> list[str]:
    return [line.removesuffix("\n") for line in lines_of(text.replace("\r\n", "\n"))]


def _rows(old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    for change in changes(old, new):
        if change.same:
            for offset in range(change.old_end - change.old_start):
                i, j = change.old_start + offset, change.new_start + offset
                piece = ((old[i], False),)
                yield Row("same", i + 1, j + 1, piece, piece)
        else:
            yield from _changed_rows(old, new, change)


def _changed_rows(old: Sequence[str], new: Sequence[str], change: Change) -> Iterator[Row]:
    i, j = change.old_start, change.new_start
    for pair in [*_pairs(old, new, change), (change.old_end, change.new_end)]:
        yield from (Row("removed", n + 1, None, ((old[n], True),)) for n in range(i, pair[0]))
        yield from (Row("added", None, n + 1, (), ((new[n], True),)) for n in range(j, pair[1]))
        i, j = pair[0] + 1, pair[1] + 1
        if pair != (change.old_end, change.new_end):
            yield Row("changed", i, j, *_word_pieces(old[pair[0]], new[pair[1]]))


def _pairs(old: Sequence[str], new: Sequence[str], change: Change) -> list[tuple[int, int]]:
    """Which old line became which new one, in order."""
    lefts = range(change.old_start, change.old_end)
    rights = range(change.new_start, change.new_end)
    if len(lefts) * len(rights) > _MOST_PAIRS:
        return [
            (i, j)
            for i, j in zip(lefts, rights, strict=False)
            if _likeness(_bag(old[i]), _bag(new[j])) >= _ALIKE
        ]
    return _best_pairs([(i, _bag(old[i])) for i in lefts], [(j, _bag(new[j])) for j in rights])


def _best_pairs(
    lefts: list[tuple[int, frozenset[str]]], rights: list[tuple[int, frozenset[str]]]
) -> list[tuple[int, int]]:
    """The pairs, in order and uncrossed, whose likenesses add up to the most."""
    best: list[tuple[float, tuple[tuple[int, int], ...]]] = [(0.0, ())] * (len(rights) + 1)
    for i, left in lefts:
        row = [best[0]]
        for column, (j, right) in enumerate(rights):
            choice = max(best[column + 1], row[-1], key=lambda scored: scored[0])
            alike = _likeness(left, right)
            if alike >= _ALIKE and best[column][0] + alike > choice[0]:
                choice = (best[column][0] + alike, (*best[column][1], (i, j)))
            row.append(choice)
        best = row
    return list(best[-1][1])


def _bag(line: str) -> frozenset[str]:
    return frozenset(word for word in words_of(line) if not word.isspace())


def _likeness(left: frozenset[str], right: frozenset[str]) -> float:
    """From 0, no word in common, to 1."""
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0


def _word_pieces(old: str, new: str) -> tuple[Pieces, Pieces]:
    old_words, new_words = words_of(old), words_of(new)
    lefts: list[tuple[str, bool]] = []
    rights: list[tuple[str, bool]] = []
    stretches = list(changes(old_words, new_words))
    for place, stretch in enumerate(stretches):
        left = "".join(old_words[stretch.old_start : stretch.old_end])
        right = "".join(new_words[stretch.new_start : stretch.new_end])
        # A space or a comma that stays between two changes is noise: the reader sees one change.
        inside = 0 < place < len(stretches) - 1 and not _WORD.search(left)
        lefts.append((left, inside or not stretch.same))
        rights.append((right, inside or not stretch.same))
    return _united(lefts), _united(rights)


def _united(pieces: Iterable[tuple[str, bool]]) -> Pieces:
    united: list[tuple[str, bool]] = []
    for text, changed in pieces:
        if united and united[-1][1] == changed:
            united[-1] = (united[-1][0] + text, changed)
        elif text:
            united.append((text, changed))
    return tuple(united)


def _count_changed(pieces: Pieces) -> int:
    return sum(1 for text, changed in pieces if changed for word in words_of(text) if _WORD.match(word))


def _folded(rows: Sequence[Row]) -> Iterator[Row]:
    """`rows` with each long unaltered stretch reduced to its lines next to a change."""
    altered = [place for place, row in enumerate(rows) if row.kind != "same"]
    shown = {near for place in altered for near in range(place - CONTEXT, place + CONTEXT + 1)}
    place = 0
    while place < len(rows):
        end = place
        while end < len(rows) and end not in shown:
            end += 1
        if end - place >= _SHORTEST_GAP:
            first = rows[place]
            yield Row("gap", first.old_line_no, first.new_line_no, folded=end - place)
        else:
            yield from rows[place:end]
        yield from rows[end : end + 1]
        place = end + 1


def _hunks(stretches: list[Change]) -> Iterator[list[Change]]:
    """Changes with their context, cut where more than twice the context is unaltered."""
    hunk: list[Change] = []
    for place, stretch in enumerate(stretches):
        if not stretch.same:
            hunk.append(stretch)
            continue
        size, last = stretch.old_end - stretch.old_start, place == len(stretches) - 1
        if hunk and not last and size <= 2 * CONTEXT:
            hunk.append(stretch)
            continue
        if hunk:
            yield [*hunk, _head(stretch)]
        hunk = [] if last else [_tail(stretch)]
    if hunk:
        yield hunk


def _head(same: Change) -> Change:
    size = min(CONTEXT, same.old_end - same.old_start)
    return same._replace(old_end=same.old_start + size, new_end=same.new_start + size)


def _tail(same: Change) -> Change:
    size = min(CONTEXT, same.old_end - same.old_start)
    return same._replace(old_start=same.old_end - size, new_start=same.new_end - size)


def _hunk_header(hunk: Sequence[Change]) -> str:
    first, last = hunk[0], hunk[-1]
    old = _range(first.old_start, last.old_end - first.old_start)
    new = _range(first.new_start, last.new_end - first.new_start)
    return f"@@ -{old} +{new} @@\n"


def _range(start: int, size: int) -> str:
    # An empty range is named by the line before it.
    return f"{start + 1 if size else start},{size}"


def _marked(sign: str, lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}\n\\ No newline at end of file\n"
