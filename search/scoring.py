"""Which readable documents hold a word, a phrase or a beginning, and what that scores. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, compress

from search.analysis import EVERY_STOP_WORD, Word, asked_stems, folded, normalized, words
from search.documents import Clause, Phrase
from search.postings import Field, Postings, Snapshot
from search.ranking import rarity

Scores = dict[int, float]
Places = Callable[[int], Sequence[int]]

STEM_SHARE, SURFACE_SHARE = 0.6, 0.4  # of a word's score: its stem, and the very form that was typed
APART_SHARE = 0.8  # of what a compound scores: its parts when they stand apart
EXPANSIONS = 20  # terms that a beginning may stand for


class Readable:
    """The part of a snapshot that the asker may read. Rarity is counted in it, so that no score tells of the rest."""

    def __init__(self, snapshot: Snapshot, readers: frozenset[str] | None) -> None:
        self.snapshot = snapshot
        self.visible = snapshot.visible(readers)
        self.total = self.visible.count(1)
        self._postings: dict[tuple[Field, str], Postings] = {}

    def held(self, field: Field, term: str) -> Scores:
        """The documents that hold the term → its weight there."""
        postings = self.postings(field, term)
        readable = map(self.visible.__getitem__, postings.numbers)
        return dict(compress(zip(postings.numbers, postings.weights, strict=True), readable))

    def postings(self, field: Field, term: str) -> Postings:
        """The posting list as it stands, unreadable documents included: mind `visible`."""
        key = (field, term)
        if key not in self._postings:
            self._postings[key] = self.snapshot.postings(field, term)
        return self._postings[key]

    def beginning(self, field: Field, prefix: str) -> Scores:
        """The documents that hold a term with this beginning → the best weight there."""
        found = self.held(field, prefix)
        terms = 0
        for term in self.snapshot.expand(field, prefix):
            more = self.held(field, term)
            terms += bool(more)
            raise_to(found, more)
            if terms == EXPANSIONS:
                break
        return found

    def clause(self, clause: Clause) -> Scores:
        """The documents that hold what the clause asks → its score there."""
        found = list(words(normalized(clause.text)))
        if isinstance(clause, Phrase) or len(found) > 1:
            return self._phrase([part for word in found for part in word.parts])
        if not found:
            return {}
        return self._beginning(found[0]) if clause.prefix else self._word(found[0])

    def _word(self, word: Word) -> Scores:
        if not word.whole:
            return self._part(word.parts[0])
        scores = self._weighed("stems", folded(word.whole), 1.0)
        raise_to(scores, self._phrase(list(word.parts)) if word.is_identifier else self._apart(word.parts))
        return scores

    def _apart(self, parts: tuple[str, ...]) -> Scores:
        """Where all parts of a compound stand, anywhere."""
        scored = [self._part(part) for part in parts]
        numbers = set(scored[0]).intersection(*scored[1:])
        share = APART_SHARE / len(parts)
        return {number: share * sum(scores[number] for scores in scored) for number in numbers}

    def _part(self, part: str) -> Scores:
        scores: Scores = {}
        for stem in asked_stems(part):
            raise_to(scores, self._weighed("stems", stem, STEM_SHARE))
        get = scores.get
        for number, score in self._weighed("surfaces", folded(part), SURFACE_SHARE).items():
            scores[number] = get(number, 0.0) + score
        return scores

    def _beginning(self, word: Word) -> Scores:
        found = self.beginning("surfaces", folded(word.whole or word.parts[0]))
        factor = rarity(len(found), self.total)
        return {number: weight * factor for number, weight in found.items()}

    def _weighed(self, field: Field, term: str, share: float) -> Scores:
        """The documents that hold the term → its weight there, times its rarity and this share."""
        postings = self.postings(field, term)
        readable = list(map(self.visible.__getitem__, postings.numbers))
        factor = share * rarity(sum(readable), self.total)
        pairs = compress(zip(postings.numbers, postings.weights, strict=True), readable)
        return {number: weight * factor for number, weight in pairs}

    def _phrase(self, parts: list[str]) -> Scores:
        """Where the very parts stand, and their stems follow each other. Stop words stand for any word."""
        wanted = list(enumerate(parts))
        telling = [(offset, part) for offset, part in wanted if folded(part) not in EVERY_STOP_WORD] or wanted
        scored = [self._weighed("surfaces", folded(part), 1.0) for _, part in telling]
        numbers = set(scored[0]).intersection(*scored[1:]) if scored else set()
        if len(telling) > 1:
            places = [(offset, self.places(part)) for offset, part in telling]
            numbers = {number for number in numbers if _follow(number, places)}
        return {number: sum(scores[number] for scores in scored) for number in numbers}

    def places(self, part: str) -> Places:
        """A function: document → the positions where a form of the word stands in it."""
        lists = [self.postings("stems", stem) for stem in asked_stems(part)]
        places = [found.places() for found in lists]
        if len(places) == 1:
            return places[0]
        return lambda number: sorted(chain.from_iterable(found(number) for found in places))


def raise_to(scores: Scores, others: Scores) -> None:
    """Put each other score in place of a lower one."""
    if not scores:
        scores.update(others)
        return
    for number, score in others.items():
        if score > scores.get(number, 0.0):
            scores[number] = score


def _follow(number: int, places: list[tuple[int, Places]]) -> bool:
    offset, first = places[0]
    starts = {position - offset for position in first(number)}
    for offset, positions in places[1:]:
        starts.intersection_update(position - offset for position in positions(number))
        if not starts:
            return False
    return bool(starts)
