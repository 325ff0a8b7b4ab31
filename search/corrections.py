"""“Did you mean”: unknown words replaced by ones that a readable document holds. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from search.analysis import folded, words
from search.documents import Clause, Query, Term
from search.language import text_of
from search.scoring import Readable

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST, _LONGEST = 4, 20  # letters of a word that can be corrected


def suggestion(query: Query, readable: Readable) -> str | None:
    """The question with its unknown words corrected, as one would type it; None when there is nothing to correct."""
    changed = tuple(tuple(_corrected(clause, readable) for clause in group) for group in query.clauses)
    return text_of(replace(query, clauses=changed)) if changed != query.clauses else None


def _corrected(clause: Clause, readable: Readable) -> Clause:
    plain = folded(clause.text)
    correctable = isinstance(clause, Term) and plain.isalpha() and _SHORTEST <= len(plain) <= _LONGEST
    if not correctable or readable.clause(clause):
        return clause
    held = {surface: len(readable.held("surfaces", surface)) for surface in set(_one_edit_away(plain))}
    best = max(held, key=lambda surface: (held[surface], surface), default="")
    return Term(_as_written(best, readable)) if held.get(best) else clause


def _one_edit_away(word: str) -> Iterator[str]:
    """Every word at one letter dropped, added, changed or swapped; the first letter is taken to be right."""
    for place in range(1, len(word) + 1):
        before, after = word[:place], word[place:]
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in _LETTERS)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        yield from (before + letter + after for letter in _LETTERS)


def _as_written(surface: str, readable: Readable) -> str:
    """The word as a readable document writes it, accents included."""
    for number in readable.held("surfaces", surface):
        snapshot = readable.snapshot
        for text in (snapshot.record(number).title, snapshot.text(number)):
            for word in words(text):
                for part in word.parts:
                    if folded(part) == surface:
                        return part.lower()
    return surface
