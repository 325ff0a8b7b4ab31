"""How a question is answered from posting lists: which documents, in what order, with which counts. Pure.

The figures were tuned with bench/search_quality.py; neighbouring values change little.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

from search.analysis import EVERY_STOP_WORD, Word, asked_stems, folded, normalized, words
from search.corrections import suggestion
from search.documents import Clause, Hit, Phrase, Query, Results, Suggestion, Term
from search.filters import counts, eligible
from search.postings import Record, Snapshot
from search.ranking import rarity
from search.scoring import Readable, Scores, raise_to
from search.snippets import Highlighter

MAX_REACH = 1_000  # hits after this one are counted, not shown
FEW = 3  # hits below which a correction is looked for

COVERAGE = 0.8  # exponent of the share of the words that a document holds
TITLE_BONUS = 0.3  # for a title made of the question's words and no others
NEARNESS_BONUS = 0.2  # for words that stand near each other
NEARNESS_REACH = 10  # words
RERANKED = 30  # the best so many are looked at for nearness
NEAR_MISS = (
    0.5  # holding two thirds of three words or more, a document must score so much of the best complete one
)


def search(
    snapshot: Snapshot, query: Query, readers: frozenset[str] | None, limit: int, offset: int
) -> Results:
    """The hits from `offset` on, their total, and how they divide by kind, space and tag."""
    readable = Readable(snapshot, readers)
    scores, partial, best = _Answer(readable, query).best(min(offset + limit, MAX_REACH))
    highlighter = Highlighter(query)
    return Results(
        hits=tuple(_hit(snapshot, number, score, highlighter) for number, score in best[offset:]),
        total=len(scores),
        facets=counts(snapshot, scores),
        suggestion=suggestion(query, readable) if partial or len(scores) < FEW else None,
        partial=partial,
    )


def suggest(
    snapshot: Snapshot, typed: str, readers: frozenset[str] | None, limit: int
) -> tuple[Suggestion, ...]:
    """Titles that hold every word typed, the last one as a beginning: first what begins so, then short ones."""
    parts = [folded(part) for word in words(normalized(typed[:200])) for part in word.parts][:8]
    if not parts:
        return ()
    found = _titles(Readable(snapshot, readers), parts)
    nearest = heapq.nsmallest(limit * 4, found, key=lambda number: (found[number], number))
    start = " ".join(parts)
    records = sorted(map(snapshot.record, nearest), key=lambda record: _distance(record, start))
    return tuple(Suggestion(r.kind, r.id, r.title, r.space) for r in records[:limit])


def _titles(readable: Readable, parts: list[str]) -> Scores:
    """The documents with such a title → how many words it has."""
    *before, last = parts
    telling = [part for part in before if part not in EVERY_STOP_WORD]
    if last in EVERY_STOP_WORD and telling:  # a word about to come, as in “procédure d'”
        last = telling.pop()
    found = readable.beginning("titles", last)
    for part in telling:
        held = readable.held("titles", part)
        found = {number: size for number, size in found.items() if number in held}
    return found


def _distance(record: Record, start: str) -> tuple[bool, int, str]:
    plain = " ".join(folded(part) for word in words(normalized(record.title)) for part in word.parts)
    return not plain.startswith(start), len(plain), plain


def _hit(snapshot: Snapshot, number: int, score: float, highlighter: Highlighter) -> Hit:
    record = snapshot.record(number)
    return Hit(
        kind=record.kind,
        id=record.id,
        score=round(score, 4),
        title=record.title,
        space=record.space,
        title_pieces=highlighter.pieces(record.title),
        snippet=highlighter.snippet(snapshot.text(number)),
    )


class _Answer:
    """The answer to one question, while it is being worked out."""

    def __init__(self, readable: Readable, query: Query) -> None:
        self.readable, self.query = readable, query
        self.eligible = self._eligible()
        scored = [(self._group(group), group) for group in query.clauses]
        telling = [(scores, group) for scores, group in scored if not all(map(_is_stop_word, group))]
        self.groups = [scores for scores, _ in telling or scored]
        self.required = [scores for scores, group in telling or scored if any(map(_is_phrase, group))]
        self.words = [word for _, group in telling or scored for word in _single_word(group)]

    def best(self, reach: int) -> tuple[Scores, bool, list[tuple[int, float]]]:
        """All documents found; whether none of them holds all the words; and the best `reach`, best first."""
        if not self.query.clauses:
            changed = self.readable.snapshot.changed()
            everything = {number: changed[number] for number, byte in enumerate(self.eligible) if byte}
            newest = heapq.nlargest(reach, everything, key=lambda number: (everything[number], -number))
            return everything, False, [(number, 0.0) for number in newest]
        scores, partial = self._scores()
        wide = max(reach, RERANKED)
        best = heapq.nlargest(wide, scores.items(), key=lambda item: (item[1], -item[0]))
        if len(self.words) > 1:
            best[:RERANKED] = self._by_nearness(best[:RERANKED])
        return scores, partial, best[:reach]

    def _eligible(self) -> bytes:
        """One byte a number: 1 where every filter lets it pass and nothing excluded stands in it."""
        mask = bytearray(eligible(self.readable.snapshot, self.query, self.readable.visible))
        for clause in self.query.excluded:
            for number in self.readable.clause(clause):
                mask[number] = 0
        return bytes(mask)

    def _group(self, group: tuple[Clause, ...]) -> Scores:
        scores = self.readable.clause(group[0])
        for clause in group[1:]:
            raise_to(scores, self.readable.clause(clause))
        return scores

    def _scores(self) -> tuple[Scores, bool]:
        """The documents to show with their scores without nearness, and whether none of them holds all the words."""
        held = [self._passing(scores) for scores in self.groups]
        whole = set(held[0]).intersection(*held[1:])
        if whole and len(held) < 3:
            return self._summed(held, dict.fromkeys(whole, len(held))), False
        holding = Counter(chain.from_iterable(held))
        if not whole:
            half = {number: count for number, count in holding.items() if count * 2 >= len(held)}
            return self._summed(held, half or holding), bool(holding)
        most = {number: count for number, count in holding.items() if count * 3 >= len(held) * 2}
        scores = self._summed(held, most)
        floor = NEAR_MISS * max(scores[number] for number in whole)
        return {number: score for number, score in scores.items() if number in whole or score >= floor}, False

    def _passing(self, scores: Scores) -> Scores:
        """Those that pass the filters and hold every phrase: what is quoted is never left out."""
        if self.required:
            quoted = set(self.required[0]).intersection(*self.required[1:])
            scores = {number: score for number, score in scores.items() if number in quoted}
        if self.eligible == self.readable.visible:
            return scores
        mask = self.eligible
        return {number: score for number, score in scores.items() if mask[number]}

    def _summed(self, held: list[Scores], holding: Mapping[int, int]) -> Scores:
        """The scores of these documents, each known to hold so many of the groups."""
        shares = [(count / len(held)) ** COVERAGE for count in range(len(held) + 1)]
        bonuses = self._title_bonuses()
        totals = {}
        for number, count in holding.items():
            score = sum(scores.get(number, 0.0) for scores in held)
            totals[number] = score * shares[count] + bonuses.get(number, 0.0)
        return totals

    def _title_bonuses(self) -> Scores:
        """What a title earns for being made of the words asked: the square of the share that it has in common."""
        held: Counter[int] = Counter()
        sizes: Scores = {}
        for word in self.words:
            found = self._titles_with(word)
            held.update(found.keys())
            sizes.update(found)
        asked, bonus = len(self.words), TITLE_BONUS * self._ceiling()
        return {
            number: bonus * (2 * common / (max(common, sizes[number]) + asked)) ** 2
            for number, common in held.items()
        }

    def _titles_with(self, word: Word) -> Scores:
        if word.whole:
            return self.readable.held("titles", folded(word.whole))
        found = self.readable.held("titles", folded(word.parts[0]))
        for stem in asked_stems(word.parts[0]):
            found.update(self.readable.held("titles", stem))
        return found

    def _ceiling(self) -> float:
        """What a document would score at the most: bonuses are shares of it."""
        return sum(rarity(len(scores), self.readable.total) for scores in self.groups)

    def _by_nearness(self, best: list[tuple[int, float]]) -> list[tuple[int, float]]:
        places = [self.readable.places(word.parts[0]) for word in self.words]
        bonus = NEARNESS_BONUS * self._ceiling() / (len(places) - 1)
        raised = []
        for number, score in best:
            positions = [place(number) for place in places]
            near = sum(map(_nearness, positions, positions[1:]))
            raised.append((number, score + bonus * near))
        return sorted(raised, key=lambda item: (-item[1], item[0]))


def _is_phrase(clause: Clause) -> bool:
    return isinstance(clause, Phrase)


def _is_stop_word(clause: Clause) -> bool:
    found = [part for word in words(normalized(clause.text)) for part in (word.whole, *word.parts) if part]
    return all(folded(part) in EVERY_STOP_WORD for part in found)


def _single_word(group: tuple[Clause, ...]) -> list[Word]:
    """The word of a group that is just one word: those count for titles and nearness."""
    if len(group) != 1 or not isinstance(group[0], Term):
        return []
    return list(words(normalized(group[0].text)))


def _nearness(one: Sequence[int], other: Sequence[int]) -> float:
    """1 for neighbours, less with each word between, 0 beyond reach."""
    closest = NEARNESS_REACH
    for position in one[:100]:
        place = bisect_left(other, position)
        for neighbour in other[max(0, place - 1) : place + 2]:
            if neighbour != position:
                closest = min(closest, abs(neighbour - position))
    return 1 / closest if closest < NEARNESS_REACH else 0.0
