"""Two edits of one text brought together: by lines, then by words within the lines that both changed.

Prose has one line a paragraph, so that two people who change different sentences of it change the same line. Their
words are merged when at least three unaltered words stand between them; nearer than that one sentence could say
what neither meant, and both are asked. Nothing is ever marked within the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from wiki.parts.revisions.alignment import Match, align, lines_of, words_of

_WORDS_BETWEEN = 3  # unaltered words that separate the edits of two people within a line
_KEPT = 0.5  # share of its words that a line must keep on each side for its words to be merged
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Agreed:
    """A stretch that needs no decision."""

    text: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A stretch that both changed, each in their way. The numbers are those of its first lines, from 1."""

    base: str
    mine: str
    theirs: str
    base_line: int
    mine_line: int
    theirs_line: int


@dataclass(frozen=True, slots=True)
class Merged:
    """The whole text as a series of stretches."""

    regions: tuple[Agreed | Conflict, ...]

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What somebody must decide."""
        return tuple(region for region in self.regions if isinstance(region, Conflict))

    @property
    def text(self) -> str | None:
        """The merged text, or None as long as there is a conflict."""
        pieces = [region.text for region in self.regions if isinstance(region, Agreed)]
        return "".join(pieces) if len(pieces) == len(self.regions) else None


def normalise(text: str) -> str:
    """`text` as it is stored and compared: line feeds only, composed letters, a line feed at the end.

    Spaces at the ends of lines stay: two of them are a line break in Markdown.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if text.endswith("\n") or not text else f"{text}\n"


def merge(base: str, mine: str, theirs: str) -> Merged:
    """`mine` and `theirs`, two edits of `base`, brought together. All three are normalised first."""
    texts = _Texts(*(lines_of(normalise(text)) for text in (base, mine, theirs)))
    regions: list[Agreed | Conflict] = []
    for chunk in _chunks(texts, _common(texts)):
        region = _decided(texts, chunk)
        if isinstance(region, Agreed) and regions and isinstance(last := regions[-1], Agreed):
            regions[-1] = Agreed(last.text + region.text)
        else:
            regions.append(region)
    return Merged(tuple(regions))


class _Texts(NamedTuple):
    base: Sequence[str]
    mine: Sequence[str]
    theirs: Sequence[str]


class _Common(NamedTuple):
    """`size` elements that all three have, from these places on."""

    base: int
    mine: int
    theirs: int
    size: int


class _Chunk(NamedTuple):
    """The same stretch of the three texts, as slices."""

    base: slice
    mine: slice
    theirs: slice


def _common(texts: _Texts) -> Iterator[_Common]:
    """What neither side altered, in order."""
    mine, theirs = iter(align(texts.base, texts.mine)), iter(align(texts.base, texts.theirs))
    left, right = next(mine, None), next(theirs, None)
    while left and right:
        start, end = max(left.old, right.old), min(_end(left), _end(right))
        if start < end:
            yield _Common(start, left.new + start - left.old, right.new + start - right.old, end - start)
        if _end(left) <= _end(right):
            left = next(mine, None)
        else:
            right = next(theirs, None)


def _end(match: Match) -> int:
    return match.old + match.size


def _chunks(texts: _Texts, common: Iterator[_Common] | Sequence[_Common]) -> Iterator[_Chunk]:
    """All three texts from end to end: what they have in common, and what stands between."""
    b = m = t = 0
    for run in [*common, _Common(len(texts.base), len(texts.mine), len(texts.theirs), 0)]:
        if (b, m, t) != run[:3]:
            yield _Chunk(slice(b, run.base), slice(m, run.mine), slice(t, run.theirs))
        b, m, t = run.base + run.size, run.mine + run.size, run.theirs + run.size
        if run.size:
            yield _Chunk(slice(run.base, b), slice(run.mine, m), slice(run.theirs, t))


def _decided(texts: _Texts, chunk: _Chunk) -> Agreed | Conflict:
    base, mine, theirs = _cut(texts, chunk)
    agreed = _agreed(base, mine, theirs)
    if agreed is None:
        agreed = _merged_words(base, mine, theirs)
    if agreed is not None:
        return Agreed(agreed)
    return Conflict(base, mine, theirs, chunk.base.start + 1, chunk.mine.start + 1, chunk.theirs.start + 1)


def _cut(texts: _Texts, chunk: _Chunk) -> tuple[str, str, str]:
    return (
        "".join(texts.base[chunk.base]),
        "".join(texts.mine[chunk.mine]),
        "".join(texts.theirs[chunk.theirs]),
    )


def _agreed(base: str, mine: str, theirs: str) -> str | None:
    """What both want, when at most one of them altered `base` or both did it alike."""
    if mine in (base, theirs):
        return theirs
    return mine if theirs == base else None


def _merged_words(base: str, mine: str, theirs: str) -> str | None:
    texts = _Texts(words_of(base), words_of(mine), words_of(theirs))
    if not (_keeps(texts.base, texts.mine) and _keeps(texts.base, texts.theirs)):
        return None
    between = [run for run in _common(texts) if _separates(texts, run)]
    decided = [_agreed(*_cut(texts, chunk)) for chunk in _chunks(texts, between)]
    merged = [text for text in decided if text is not None]
    return "".join(merged) if len(merged) == len(decided) else None


def _keeps(base: Sequence[str], side: Sequence[str]) -> bool:
    """Whether `side` is still the same text, edited, and not another in its place."""
    words = sum(1 for word in base if _WORD.match(word))
    kept = sum(
        1 for match in align(base, side) for word in base[match.old : _end(match)] if _WORD.match(word)
    )
    return words > 0 and kept >= _KEPT * words


def _separates(texts: _Texts, run: _Common) -> bool:
    words = texts.base[run.base : run.base + run.size]
    return sum(1 for word in words if _WORD.match(word)) >= _WORDS_BETWEEN
