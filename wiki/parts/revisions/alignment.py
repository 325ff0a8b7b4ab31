"""What two sequences of lines, or of words, have in common. In bounded time, whatever they hold.

First what occurs exactly once in both (the patience way: a unique line is an anchor that no blank line can
confuse), then the standard library's matcher between the anchors, for as long as there is some budget left. Two
texts may so share more than is found, which only makes a coarser comparison.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

_LOOKS = 30  # times that an element is looked at, on average, in search of anchors
_PAIRS = 100  # pairs compared for each element by the standard matcher, on average
_LARGEST = 90_000  # pairs that it compares at once: it looks through all of them again for each run it finds
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


class Match(NamedTuple):
    """`size` elements from `old` on are those from `new` on."""

    old: int
    new: int
    size: int


class Change(NamedTuple):
    """What stood from `old_start` to `old_end` stands from `new_start` to `new_end`; `same` when unaltered."""

    same: bool
    old_start: int
    old_end: int
    new_start: int
    new_end: int


class _Span(NamedTuple):
    old_start: int
    old_end: int
    new_start: int
    new_end: int

    @property
    def empty(self) -> bool:
        return self.old_start == self.old_end or self.new_start == self.new_end

    @property
    def elements(self) -> int:
        return self.old_end - self.old_start + self.new_end - self.new_start

    @property
    def pairs(self) -> int:
        return (self.old_end - self.old_start) * (self.new_end - self.new_start)


def words_of(text: str) -> list[str]:
    """`text` cut into words, runs of white space and single signs; joined they are `text` again."""
    return _WORDS.findall(text)


def lines_of(text: str) -> list[str]:
    """The lines of `text`, each with its line feed; no other character ends a line."""
    lines = [f"{line}\n" for line in text.split("\n")]
    last = lines.pop()
    return [*lines, last[:-1]] if last != "\n" else lines


def align(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """The longest runs that `old` and `new` share, in order."""
    looks, pairs = (share * (len(old) + len(new)) for share in (_LOOKS, _PAIRS))
    found: list[Match] = []
    spans = [_Span(0, len(old), 0, len(new))]
    while spans and looks > 0:
        inner, edges = _trimmed(old, new, spans.pop())
        found += edges
        if inner.empty:
            continue
        looks -= inner.elements
        if anchors := _anchors(old, new, inner):
            found += anchors
            spans += _between(inner, anchors)
        elif inner.pairs <= min(pairs, _LARGEST):
            pairs -= inner.pairs
            found += _compared(old, new, inner)
    return _joined(sorted(found))


def changes(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """The whole of both sequences, in order, as alternating unaltered and altered stretches."""
    i = j = 0
    for match in [*align(old, new), Match(len(old), len(new), 0)]:
        if i < match.old or j < match.new:
            yield Change(False, i, match.old, j, match.new)
        i, j = match.old + match.size, match.new + match.size
        if match.size:
            yield Change(True, match.old, i, match.new, j)


def _trimmed(old: Sequence[str], new: Sequence[str], span: _Span) -> tuple[_Span, list[Match]]:
    """What remains of `span` between what its two sides begin and end with, and these."""
    i, i_end, j, j_end = span
    while i < i_end and j < j_end and old[i] == new[j]:
        i, j = i + 1, j + 1
    while i < i_end and j < j_end and old[i_end - 1] == new[j_end - 1]:
        i_end, j_end = i_end - 1, j_end - 1
    edges = [
        Match(span.old_start, span.new_start, i - span.old_start),
        Match(i_end, j_end, span.old_end - i_end),
    ]
    return _Span(i, i_end, j, j_end), [edge for edge in edges if edge.size]


def _anchors(old: Sequence[str], new: Sequence[str], span: _Span) -> list[Match]:
    """The longest increasing series of elements that occur once on each side of `span`."""
    once = _once(new, span.new_start, span.new_end)
    places = [
        (i, once[element])
        for element, i in _once(old, span.old_start, span.old_end).items()
        if element in once
    ]
    return [Match(i, j, 1) for i, j in _increasing(places)]


def _once(elements: Sequence[str], start: int, end: int) -> dict[str, int]:
    counts = Counter(elements[start:end])
    return {e: start + i for i, e in enumerate(elements[start:end]) if counts[e] == 1 and not e.isspace()}


def _increasing(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of `places` (in order of their first number) whose second numbers increase."""
    tops: list[int] = []  # the last second number of the best series of each length
    indexes: list[int] = []
    previous: list[int] = []
    for index, (_, j) in enumerate(places):
        length = bisect_left(tops, j)
        previous.append(indexes[length - 1] if length else -1)
        tops[length : length + 1] = [j]
        indexes[length : length + 1] = [index]
    series: list[tuple[int, int]] = []
    index = indexes[-1] if indexes else -1
    while index >= 0:
        series.append(places[index])
        index = previous[index]
    return series[::-1]


def _between(span: _Span, anchors: list[Match]) -> Iterator[_Span]:
    i, j = span.old_start, span.new_start
    for anchor in [*anchors, Match(span.old_end, span.new_end, 0)]:
        yield _Span(i, anchor.old, j, anchor.new)
        i, j = anchor.old + anchor.size, anchor.new + anchor.size


def _compared(old: Sequence[str], new: Sequence[str], span: _Span) -> Iterator[Match]:
    matcher = SequenceMatcher(
        None, old[span.old_start : span.old_end], new[span.new_start : span.new_end], autojunk=False
    )
    for block in matcher.get_matching_blocks():
        if block.size:
            yield Match(span.old_start + block.a, span.new_start + block.b, block.size)


def _joined(matches: list[Match]) -> list[Match]:
    joined: list[Match] = []
    for match in matches:
        if joined and (last := joined[-1]).old + last.size == match.old and last.new + last.size == match.new:
            joined[-1] = Match(last.old, last.new, last.size + match.size)
        else:
            joined.append(match)
    return joined
