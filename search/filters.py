"""The filters of a question (kind, space, tag, …) over the facts of a snapshot, and the counts of facets. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from search.analysis import folded, normalized, words
from search.documents import Query
from search.postings import Fact, Snapshot

FACETS: tuple[tuple[str, Fact], ...] = (("kind", "kind"), ("space", "space"), ("tag", "tags"))

Test = Callable[[str], bool]


def eligible(snapshot: Snapshot, query: Query, visible: bytes) -> bytes:
    """`visible` without the documents that a filter of the query keeps out: one byte a number."""
    mask = visible
    for fact, test in _tests(query):
        facts = snapshot.facts(fact)
        passing = bytes(any(map(test, value)) for value in facts.values)
        mask = _both(mask, bytes(map(passing.__getitem__, facts.codes)))
    if query.after or query.before:
        after = query.after.timestamp() if query.after else float("-inf")
        before = query.before.timestamp() if query.before else float("inf")
        mask = _both(mask, bytes(after <= moment < before for moment in snapshot.changed()))
    return mask


def counts(snapshot: Snapshot, numbers: Iterable[int]) -> dict[str, dict[str, int]]:
    """Facet → value → how many of these documents have it, the most frequent first."""
    numbers = tuple(numbers)
    return {name: _counts(snapshot, fact, numbers) for name, fact in FACETS}


def _counts(snapshot: Snapshot, fact: Fact, numbers: tuple[int, ...]) -> dict[str, int]:
    facts = snapshot.facts(fact)
    totals: Counter[str] = Counter()
    for code, count in Counter(map(facts.codes.__getitem__, numbers)).items():
        for value in facts.values[code]:
            totals[value] += count
    return dict(totals.most_common())


def _tests(query: Query) -> Iterable[tuple[Fact, Test]]:
    sets: Mapping[Fact, frozenset[str]] = {"kind": query.kinds, "space": query.spaces, "state": query.states}
    named: Iterable[tuple[Fact, Test]] = (
        (fact, frozenset(map(folded, wanted)).__contains__) for fact, wanted in sets.items() if wanted
    )
    folded_named = ((fact, _after_folding(test)) for fact, test in named)
    tags: Iterable[tuple[Fact, Test]] = (("tags", _after_folding(folded(tag).__eq__)) for tag in query.tags)
    authors: Iterable[tuple[Fact, Test]] = (("authors", _named(author)) for author in query.authors)
    return chain(folded_named, tags, authors)


def _after_folding(test: Test) -> Test:
    return lambda value: test(folded(value))


def _named(author: str) -> Test:
    """Whether a name holds every word of what was typed, so that author:tremblay finds Marie Tremblay."""
    wanted = _name_parts(author)
    return lambda value: wanted <= _name_parts(value)


def _name_parts(name: str) -> frozenset[str]:
    return frozenset(folded(part) for word in words(normalized(name)) for part in word.parts)


def _both(one: bytes, other: bytes) -> bytes:
    """Where both are 1. As whole numbers: ten times as quick as byte by byte."""
    together = int.from_bytes(one, "little") & int.from_bytes(other, "little")
    return together.to_bytes(len(one), "little")
