"""Whoosh's segments read as a `search.postings.Snapshot`.

Posting lists are read a block at a time instead of a posting at a time: Whoosh's matchers cost a microsecond a
posting, which is all the difference at 50,000 documents.
"""

from __future__ import annotations

from array import array
from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import TermNotFound

from search.engines.base import Reference
from search.engines.whoosh.schema import SCHEMA, TEXT, apart
from search.postings import Fact, Facts, Field, Postings, Record

MAX_SCANNED = 5_000  # terms of a dictionary that one prefix may walk through
_KEPT_MASKS = 32


class Segment:
    """An immutable part of the index; only its deletions, which the table of contents tells, come later."""

    def __init__(self, storage: FileStorage, segment: Any) -> None:
        self._storage, self._segment = storage, segment
        self.size: int = segment.doc_count_all()
        self._terms = segment.codec().terms_reader(storage, segment)
        self._documents = segment.codec().per_document_reader(storage, segment)
        self._texts = self._documents.column_reader("text", TEXT)
        self._documents.stored_fields(0)  # opens its file now: a rebuild may remove the folder at any moment
        self.changed = self._numbers("changed", "I")
        self.ids = self._numbers("number", "q")
        self.facts = {fact: self._codes(fact) for fact in ("kind", "space", "tags", "authors", "state")}
        self.readers = self._codes("readers")

    def _column(self, name: str) -> tuple[Any, int]:
        filename = W3Codec.column_filename(self._segment, name)
        return self._storage.open_file(filename), self._storage.file_length(filename)

    def _numbers(self, name: str, code: str) -> array[int]:
        """The column's numbers; Whoosh leaves zeros at the end unwritten."""
        numbers: array[int] = array(code)
        file, length = self._column(name)
        with file:
            numbers.extend(file.get_array(0, code, length // numbers.itemsize))
        numbers.extend([0] * (self.size - len(numbers)))
        return numbers

    def _codes(self, name: str) -> tuple[array[int], list[bytes]]:
        """For each document, a place in the list of values."""
        column = SCHEMA[name].column_type
        file, length = self._column(name)
        with file:
            reader = column.reader(file, 0, length, self.size)
            codes = file.get_array(0, reader._typecode, self.size)
            return codes, reader._uniques

    def postings(self, field: Field, term: str) -> Postings:
        """The whole list of a term, deleted documents included."""
        key = term.encode()
        try:
            matcher = self._terms.matcher(field, key, SCHEMA[field].format)
        except TermNotFound:
            return Postings()
        numbers: list[int] = []
        weights: list[float] = []
        blocks: list[tuple[int, bytes]] = []
        while matcher.is_active():
            matcher._read_data()
            steps, block_weights, payloads = matcher._data
            if payloads:
                blocks.append((len(numbers), payloads))
            numbers.extend(accumulate(steps))
            if block_weights is None or isinstance(block_weights, float):
                weights.extend([1.0 if block_weights is None else block_weights] * len(steps))
            else:
                weights.extend(block_weights)
            matcher._next_block()
        return Postings(numbers, weights, blocks)

    def beginning(self, field: Field, prefix: str) -> Iterator[tuple[str, int]]:
        """Terms that begin so, with how many documents hold each."""
        key = prefix.encode()
        for scanned, ((name, term), info) in enumerate(self._terms.items_from(field, key)):
            if name != field or not term.startswith(key) or scanned == MAX_SCANNED:
                return
            yield term.decode(), info.doc_frequency()

    def record(self, number: int) -> Record:
        """What is shown of a document."""
        return Record(*self._documents.stored_fields(number)["record"])

    def text(self, number: int) -> str:
        """The body as it was stored."""
        return bytes(self._texts[number]).decode()


class WhooshSnapshot:
    """All segments one after the other, and which of their documents still exist."""

    def __init__(self, segments: Sequence[tuple[Segment, frozenset[int]]]) -> None:
        self._segments = [segment for segment, _ in segments]
        self._bases = list(accumulate((segment.size for segment in self._segments), initial=0))
        self.size = self._bases.pop()
        self._gone = [base + n for base, (_, gone) in zip(self._bases, segments, strict=True) for n in gone]
        self._readers = self._joined([segment.readers for segment in self._segments])
        self._facts: dict[Fact, Facts] = {}
        self._changed: Sequence[float] | None = None
        self._masks: OrderedDict[bytes, bytes] = OrderedDict()

    def visible(self, readers: frozenset[str] | None) -> bytes:
        """One byte a number: 1 where there is a document that the asker may read. Kept by what is open to them, not
        by who they are, so that colleagues share it."""
        values = self._readers.values
        key = bytes(readers is None or not readers.isdisjoint(value) for value in values)
        mask = self._masks.get(key)
        if mask is None:
            found = bytearray(map(key.__getitem__, self._readers.codes))
            for number in self._gone:
                found[number] = 0
            mask = self._masks[key] = bytes(found)
            if len(self._masks) > _KEPT_MASKS:
                self._masks.popitem(last=False)
        self._masks.move_to_end(key)
        return mask

    def postings(self, field: Field, term: str) -> Postings:
        """The list of a term in all segments; deleted documents included, which no mask lets pass."""
        lists = [segment.postings(field, term) for segment in self._segments]
        if len(lists) == 1:
            return lists[0]
        numbers: list[int] = []
        blocks: list[tuple[int, bytes]] = []
        for base, found in zip(self._bases, lists, strict=True):
            blocks.extend((len(numbers) + first, block) for first, block in found.blocks)
            numbers.extend(map(base.__add__, found.numbers))
        return Postings(numbers, [weight for found in lists for weight in found.weights], blocks)

    def expand(self, field: Field, prefix: str) -> Iterator[str]:
        """Terms that begin so, the most frequent first."""
        totals: Counter[str] = Counter()
        for segment in self._segments:
            for term, count in segment.beginning(field, prefix):
                totals[term] += count
        return (term for term, _ in sorted(totals.items(), key=lambda item: (-item[1], item[0])))

    def facts(self, fact: Fact) -> Facts:
        """The fact of each document."""
        if fact not in self._facts:
            self._facts[fact] = self._joined([segment.facts[fact] for segment in self._segments])
        return self._facts[fact]

    def changed(self) -> Sequence[float]:
        """Seconds of the epoch, 0 when unknown."""
        if self._changed is None:
            self._changed = array("I")
            for segment in self._segments:
                self._changed.extend(segment.changed)
        return self._changed

    def record(self, number: int) -> Record:
        """What is shown of a document."""
        segment, inside = self._place(number)
        return segment.record(inside)

    def text(self, number: int) -> str:
        """The body as it was written, on one line."""
        segment, inside = self._place(number)
        return segment.text(inside)

    def references(self) -> frozenset[Reference]:
        """All documents that still exist."""
        gone = frozenset(self._gone)
        kinds = self.facts("kind")
        ids = (number for segment in self._segments for number in segment.ids)
        return frozenset(
            (kinds.values[code][0], id_)
            for number, (code, id_) in enumerate(zip(kinds.codes, ids, strict=True))
            if number not in gone
        )

    def _place(self, number: int) -> tuple[Segment, int]:
        for segment, base in zip(reversed(self._segments), reversed(self._bases), strict=True):
            if number >= base:
                return segment, number - base
        raise IndexError(number)

    @staticmethod
    def _joined(columns: Sequence[tuple[array[int], list[bytes]]]) -> Facts:
        """The columns of all segments as one, equal values counted once."""
        places: dict[bytes, int] = {}
        codes: array[int] = array("I")
        for numbers, values in columns:
            table = [places.setdefault(value, len(places)) for value in values]
            codes.extend(map(table.__getitem__, numbers))
        return Facts(codes, [apart(value) for value in places])
