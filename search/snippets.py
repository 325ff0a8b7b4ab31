"""Which pieces of a text a question matches: ((text, is_match), …), never HTML. Pure.

A text of several kilobytes must cost tenths of a millisecond: one regular expression over the folded text finds words
that begin like a term, and only those are analysed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from search.analysis import (
    EVERY_STOP_WORD,
    LANGUAGES,
    asked_stems,
    composed,
    folded,
    normalized,
    stems,
    with_plain_signs,
    words,
)
from search.documents import Clause, Query, Term

Pieces = tuple[tuple[str, bool], ...]
_Match = tuple[int, int, int]  # start, end, and which wanted word it is

MAX_TEXT = 100_000  # characters of a text that are looked at
_MAX_MATCHES = 300
_FAR = 8_000  # characters after which the best place found so far is good enough
_LEAD = 60  # characters shown before the first match


def _spellings() -> dict[str, str]:
    """For each plain letter, a class of the Latin-1 letters that fold to it: larger classes are slow to compile."""
    letters: dict[str, str] = {}
    for number in range(0xDF, 0x100):
        base = unicodedata.normalize("NFD", chr(number))[0]
        if base != chr(number) and base.isalpha():
            letters[base] = letters.get(base, base) + chr(number)
    return {base: f"[{spelled}]" for base, spelled in letters.items()}


_SPELLINGS = _spellings()
_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The terms of one clause."""

    stems: frozenset[str]
    surfaces: frozenset[str]
    prefix: str = ""

    def matches(self, word: str) -> bool:
        plain = folded(word)
        if plain in self.surfaces or (self.prefix and plain.startswith(self.prefix)):
            return True
        return any(not self.stems.isdisjoint(stems(word, language)) for language in LANGUAGES)

    def beginnings(self) -> set[str]:
        bare = {stem.partition("/")[0] for stem in self.stems}
        cut = {stem if len(stem) < 5 else stem[: max(4, len(stem) - 2)] for stem in bare}
        return cut | set(self.surfaces) | ({self.prefix} if self.prefix else set())


def one_line(text: str) -> str:
    """The text as an engine keeps it for snippets: as it was written, on one line. Spaces that hold two signs
    together, as French wants them, stay."""
    return _BLANKS.sub(" ", composed(text)).strip()


class Highlighter:
    """Marks what a query asks for in titles and texts."""

    def __init__(self, query: Query) -> None:
        clauses = [clause for group in query.clauses for clause in group]
        self._wanted = [wanted for clause in clauses for wanted in _wanted(clause)]
        beginnings = sorted(
            {b for wanted in self._wanted for b in wanted.beginnings() if b}, key=len, reverse=True
        )
        alternatives = "|".join(map(_any_spelling, beginnings))
        self._words = re.compile(rf"(?:{alternatives})\w*") if alternatives else None
        self._known: dict[str, int | None] = {}

    def pieces(self, text: str) -> Pieces:
        """The whole text, its matches apart."""
        return _cut(text, 0, len(text), list(self._matches(text)))

    def snippet(self, text: str, length: int = 240) -> Pieces:
        """About `length` characters of the text, where most of the words asked stand together, or its beginning."""
        text = text[:MAX_TEXT]
        matches, place = self._densest(text, length - _LEAD)
        start, end = _window(text, place, length)
        pieces = _cut(text, start, end, [m for m in matches if m[0] >= start and m[1] <= end])
        before = (("… ", False),) if start else ()
        after = ((" …", False),) if end < len(text) else ()
        return before + pieces + after

    def _densest(self, text: str, reach: int) -> tuple[list[_Match], int]:
        """Matches, and where the first stretch begins that holds most different words; reads no further than needed."""
        found: list[_Match] = []
        best, place, first = 0, 0, 0
        for match in islice(self._matches(text), _MAX_MATCHES):
            if match[0] > place + reach * 2 and (best == len(self._wanted) or match[0] > _FAR):
                break
            found.append(match)
            while found[first][0] < match[0] - reach:
                first += 1
            different = len({which for _, _, which in found[first:]})
            if different > best:
                best, place = different, found[first][0]
        return found, place

    def _matches(self, text: str) -> Iterator[_Match]:
        if self._words is None:
            return
        lowered = _lowered(text)
        for match in self._words.finditer(lowered):
            start, end = match.span()
            if start and lowered[start - 1].isalnum():  # cheaper here than in the pattern
                continue
            which = self._which(match.group())
            if which is not None:
                yield start, end, which

    def _which(self, word: str) -> int | None:
        if word not in self._known:
            self._known[word] = next(
                (n for n, wanted in enumerate(self._wanted) if wanted.matches(word)), None
            )
        return self._known[word]


def _wanted(clause: Clause) -> list[_Wanted]:
    found = []
    for word in words(normalized(clause.text)):
        for part in () if word.is_identifier else word.parts:
            plain = folded(part)
            if plain in EVERY_STOP_WORD and not word.whole:
                continue
            if isinstance(clause, Term) and not clause.prefix:
                found.append(_Wanted(frozenset(asked_stems(part)), frozenset((plain,))))
            else:
                prefix = plain if isinstance(clause, Term) else ""
                found.append(_Wanted(frozenset(), frozenset((plain,)), prefix))
        if word.whole:
            found.append(_Wanted(frozenset(), frozenset((folded(word.whole),))))
    return found


def _any_spelling(beginning: str) -> str:
    """A pattern for the beginning with or without accents and ligatures."""
    pattern = "".join(_SPELLINGS.get(letter) or re.escape(letter) for letter in beginning)
    o, a, e = (_SPELLINGS[letter] for letter in "oae")
    return pattern.replace(o + e, f"(?:{o}{e}|œ)").replace(a + e, f"(?:{a}{e}|æ)")


def _lowered(text: str) -> str:
    """Lower case with plain apostrophes and hyphens, letter for letter."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters, such as İ, grow
        lowered = "".join(letter.lower()[0] for letter in text)
    return with_plain_signs(lowered)


def _window(text: str, place: int, length: int) -> tuple[int, int]:
    """Where the snippet begins and ends, at words, with the place shortly after its beginning."""
    start = 0 if place <= _LEAD * 2 else _word_start(text, place - _LEAD)
    end = start + length
    if end >= len(text):
        return start, len(text)
    return start, max(text.rfind(" ", start + length // 2, end), start + length // 2)


def _word_start(text: str, place: int) -> int:
    space = text.find(" ", place, place + _LEAD)
    return space + 1 if space >= 0 else place


def _cut(text: str, start: int, end: int, matches: list[_Match]) -> Pieces:
    pieces: list[tuple[str, bool]] = []
    place = start
    for begin, stop, _ in matches:
        if begin > place:
            pieces.append((text[place:begin], False))
        pieces.append((text[begin:stop], True))
        place = stop
    if place < end:
        pieces.append((text[place:end], False))
    return tuple(pieces)
