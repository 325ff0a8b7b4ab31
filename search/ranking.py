"""What a document's words weigh. Pure.

A word's *impact* in a document is BM25F, settled when the document is indexed: occurrences are weighed by where they
stand and by the length of that place against an ordinary one, summed, and saturated. Nothing in it depends on other
documents, so that a posting never has to be rewritten, and ranking a query is one multiplication a posting.
The figures were tuned with bench/search_quality.py; neighbouring values change little.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from search.analysis import LANGUAGES, STOP_WORDS, Word, folded, normalized, stems, words
from search.documents import Document

SATURATION = 4.0
MAX_POSITION = 65_000  # phrases beyond this many words are not found as phrases
_GAP = 16  # positions between two places, so that no phrase runs from one into the next
_STEPS = 256  # impacts are rounded to so many steps: they compress well and rank the same


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand in a document: what an occurrence weighs there, and the ordinary length of such a place."""

    weight: float
    ordinary: int
    slope: float  # 0: length does not matter, 1: it matters in full


TITLE = Place(5.0, 4, 0.2)
ALIAS = Place(5.0, 4, 0.2)
ANCHOR = Place(3.0, 4, 0.2)
HEADING = Place(2.0, 4, 0.3)
BODY = Place(1.0, 150, 0.5)


@dataclass(slots=True)
class Terms:
    """The index terms of one document."""

    stems: dict[str, float] = field(default_factory=dict)  # → impact
    positions: dict[str, list[int]] = field(default_factory=dict)  # of the stems
    surfaces: dict[str, float] = field(default_factory=dict)  # → impact
    titles: dict[str, int] = field(
        default_factory=dict
    )  # words of title and aliases → how many words that one has


def terms_of(document: Document) -> Terms:
    """The terms under which this document is kept."""
    language = document.language[:2]
    return _Reading(language if language in LANGUAGES else LANGUAGES[0]).of(document)


def rarity(holding: int, total: int) -> float:
    """What it says to hold a word that `holding` of `total` documents hold: BM25's idf, never negative."""
    return math.log(1 + (total - holding + 0.5) / (holding + 0.5))


class _Reading:
    """Reads one document, place by place."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.stems: defaultdict[str, float] = defaultdict(float)
        self.surfaces: defaultdict[str, float] = defaultdict(float)
        self.positions: defaultdict[str, list[int]] = defaultdict(list)
        self.titles: dict[str, int] = {}
        self.at = 0

    def of(self, document: Document) -> Terms:
        self._names((document.title, *document.aliases))
        self._read(document.title, TITLE)
        for place, texts in (
            (ALIAS, document.aliases),
            (ANCHOR, document.anchors),
            (HEADING, document.headings),
        ):
            for text in dict.fromkeys(texts):
                self._read(text, place)
        self._read(document.body, BODY)
        return Terms(_saturated(self.stems), dict(self.positions), _saturated(self.surfaces), self.titles)

    def _names(self, names: Iterable[str]) -> None:
        for name in names:
            found = list(words(normalized(name)))
            terms = {term for word in found for term in self._terms(word)}
            size = max(1, len({part for word in found for part in word.parts if stems(part, self.language)}))
            for term in terms:
                self.titles.setdefault(term, min(size, 255))

    def _terms(self, word: Word) -> Iterable[str]:
        for part in word.parts:
            yield folded(part)
            yield from stems(part, self.language)
        if word.whole:
            yield folded(word.whole)

    def _read(self, text: str, place: Place) -> None:
        found = list(words(normalized(text)))
        weight = place.weight / (1 - place.slope + place.slope * len(found) / place.ordinary)
        stop_words = STOP_WORDS[self.language]
        for word in found:
            if word.whole:
                self.surfaces[folded(word.whole)] += weight
                self._keep(folded(word.whole), weight)
            for part in word.parts:
                surface = folded(part)
                if surface not in stop_words or word.whole:
                    self.surfaces[surface] += weight
                    for stem in stems(part, self.language):
                        self._keep(stem, weight)
                self.at += 1
        self.at += _GAP

    def _keep(self, stem: str, weight: float) -> None:
        self.stems[stem] += weight
        positions = self.positions[stem]
        if self.at <= MAX_POSITION and (not positions or positions[-1] != self.at):
            positions.append(self.at)


def _saturated(weights: dict[str, float]) -> dict[str, float]:
    return {term: max(1, round(_STEPS * w / (w + SATURATION))) / _STEPS for term, w in weights.items()}
