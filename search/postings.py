"""What an engine must be able to read for `search.matching` to answer a question: posting lists and facts."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Protocol

Field = Literal["stems", "surfaces", "titles"]
Fact = Literal["kind", "space", "tags", "authors", "state"]


@dataclass(frozen=True, slots=True)
class Postings:
    """The documents that hold a term, by ascending number, and what it weighs in each.

    Where it stands in them is left packed: few questions look at it, and then for few documents."""

    numbers: Sequence[int] = ()
    weights: Sequence[float] = ()
    blocks: Sequence[
        tuple[int, bytes]
    ] = ()  # (place in the list of a block's first document, packed positions)

    def __len__(self) -> int:
        return len(self.numbers)

    def places(self) -> Callable[[int], Sequence[int]]:
        """A function: document → the positions of the term in it. It unpacks a block once."""
        block = lru_cache(maxsize=None)(lambda which: list(unpacked(self.blocks[which][1])))
        starts = [first for first, _ in self.blocks]

        def positions(number: int) -> Sequence[int]:
            place = bisect_left(self.numbers, number)
            if place == len(self.numbers) or self.numbers[place] != number:
                return ()
            which = bisect_right(starts, place) - 1
            return block(which)[place - starts[which]]

        return positions


def packed(positions: Sequence[int]) -> bytes:
    """How many, then each, in two bytes: packed positions of several documents can be joined."""
    return array("H", (len(positions), *positions)).tobytes()


def unpacked(block: bytes) -> Iterator[Sequence[int]]:
    """The positions of each document of a block."""
    numbers = array("H", block)
    place = 0
    while place < len(numbers):
        end = place + 1 + numbers[place]
        yield numbers[place + 1 : end]
        place = end


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
