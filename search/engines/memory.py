"""The engine of the tests: plain dictionaries, nothing kept on disk, the same answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from search import matching
from search.documents import Document, Query, Results, Suggestion
from search.engines.base import Reference
from search.postings import NOTHING, Fact, Facts, Field, Postings, Record, packed
from search.ranking import Terms, terms_of
from search.snippets import one_line


class MemoryEngine:
    """Holds documents in this process only. Every change makes a new snapshot."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self._documents: dict[Reference, Document] = {}
        self._snapshot = MemorySnapshot([])
        self.update(documents)

    def update(self, documents: Iterable[Document], gone: Iterable[Reference] = ()) -> None:
        """Put these documents in place of the ones of the same reference, and take `gone` out."""
        for reference in gone:
            self._documents.pop(reference, None)
        self._documents.update({(document.kind, document.id): document for document in documents})
        self._snapshot = MemorySnapshot(list(self._documents.values()))

    def search(
        self, query: Query, readers: frozenset[str] | None, *, limit: int = 10, offset: int = 0
    ) -> Results:
        """The documents that answer, among those that one of `readers` opens."""
        return matching.search(self._snapshot, query, readers, limit, offset)

    def suggest(
        self, typed: str, readers: frozenset[str] | None, *, limit: int = 8
    ) -> tuple[Suggestion, ...]:
        """Titles that hold every word typed, the last one as a prefix."""
        return matching.suggest(self._snapshot, typed, readers, limit)

    def references(self) -> frozenset[Reference]:
        """All documents held."""
        return frozenset(self._documents)

    def rebuild(self, documents: Iterable[Document], progress: Callable[[int], None] | None = None) -> int:
        """Hold these documents and no others; returns how many."""
        self._documents = {}
        self.update(documents)
        if progress:
            progress(len(self._documents))
        return len(self._documents)

    def close(self) -> None:
        """Nothing to close."""


class MemorySnapshot:
    """The documents as they were when it was made."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = documents
        self._terms: list[Terms] = [terms_of(document) for document in documents]
        self.size = len(documents)

    def visible(self, readers: frozenset[str] | None) -> bytes:
        """One byte a number: 1 where the asker may read."""
        return bytes(readers is None or not readers.isdisjoint(d.readers) for d in self._documents)

    def postings(self, field: Field, term: str) -> Postings:
        """Found by looking at every document."""
        held = [self._held(terms, field) for terms in self._terms]
        numbers = [number for number, terms in enumerate(held) if term in terms]
        if not numbers:
            return NOTHING
        weights = [held[number][term] for number in numbers]
        positions = [packed(self._terms[number].positions.get(term, ())) for number in numbers]
        return Postings(numbers, weights, [(0, b"".join(positions))])

    def expand(self, field: Field, prefix: str) -> Iterator[str]:
        """Terms that begin so, the most frequent first."""
        found = {
            term for terms in self._terms for term in self._held(terms, field) if term.startswith(prefix)
        }
        return iter(sorted(found, key=lambda term: (-len(self.postings(field, term)), term)))

    def facts(self, fact: Fact) -> Facts:
        """The fact of each document; every document has a value of its own."""
        values = [getattr(document, fact) for document in self._documents]
        return Facts(range(self.size), [v if isinstance(v, tuple) else (v,) if v else () for v in values])

    def changed(self) -> Sequence[float]:
        """Seconds of the epoch, 0 when unknown."""
        moments = [document.updated_at or document.created_at for document in self._documents]
        return [moment.timestamp() if moment else 0.0 for moment in moments]

    def record(self, number: int) -> Record:
        """What is shown of a document."""
        document = self._documents[number]
        return Record(document.kind, document.id, document.title, document.space)

    def text(self, number: int) -> str:
        """The body as it was written, on one line."""
        return one_line(self._documents[number].body)

    @staticmethod
    def _held(terms: Terms, field: Field) -> dict[str, float]:
        held: dict[str, float] = getattr(terms, field)
        return held
