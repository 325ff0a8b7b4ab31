"""What an engine must be able to read for `search.matching` to answer a question: posting lists and facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Field = Literal["stems", "surfaces", "titles"]
Fact = Literal["kind", "space", "tags", "authors", "state"]


@dataclass(frozen=True, slots=True)
class Postings:
    """The documents that hold a term, by ascending number, and what it weighs in each."""

    numbers: Sequence[int] = ()
    weights: Sequence[float] = ()
    positions: Sequence[bytes] = ()  # of stems: array("H") of the places where they stand

    def __len__(self) -> int:
        return len(self.numbers)


NOTHING = Postings()


@dataclass(frozen=True, slots=True)
class Facts:
    """One fact of every document: `codes[number]` points into `values`. A document's tags together are one value."""

    codes: Sequence[int]
    values: Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Record:
    """What a hit or a suggestion shows of a document, besides its text."""

    kind: str
    id: int
    title: str
    space: str


class Snapshot(Protocol):
    """The index as it stood at one moment; its documents have numbers from 0 to `size` - 1."""

    @property
    def size(self) -> int: ...

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the documents held."""

    def visible(self, readers: frozenset[str] | None) -> bytes:
        """One byte a number: 1 where there is a document that the asker may read."""

    def postings(self, field: Field, term: str) -> Postings: ...

    def expand(self, field: Field, prefix: str) -> Iterator[str]:
        """Terms that begin so, the most frequent first."""

    def facts(self, fact: Fact) -> Facts: ...

    def changed(self) -> Sequence[float]:
        """When each document was changed, in seconds of the epoch."""

    def record(self, number: int) -> Record: ...

    def text(self, number: int) -> str:
        """The body in composed form, white space collapsed."""
