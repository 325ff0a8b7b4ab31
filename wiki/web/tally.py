"""How many requests were answered, how and how quickly: counted in memory that all web processes of a server share.

Each process adds to a row of its own, so that none waits for another; whoever asks is told the sums of all rows. A
process that takes the place of one that ended goes on in its row: what is counted never goes back.
"""

from __future__ import annotations

import mmap
import threading
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

METHODS: Final = ("GET", "HEAD", "POST", "other")
CLASSES: Final = ("2xx", "3xx", "4xx", "5xx")
# Upper ends of the classes of duration, in seconds; one more class holds what took longer.
BOUNDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
OTHER: Final = "other"  # the route of requests that no route answers
ROWS: Final = 2 * 64  # twice the web processes that may be set: while one ends, its successor is there

_OUTCOMES = len(METHODS) * len(CLASSES)
_WIDTH = _OUTCOMES + len(BOUNDS) + 1 + 1  # counts by outcome, counts by duration, microseconds in all
_OF_METHOD = {method: position * len(CLASSES) for position, method in enumerate(METHODS)}
_NUMBER = 8  # bytes


@dataclass(frozen=True, slots=True)
class Durations:
    """How long the requests of a route took: how many in each class of BOUNDS and above, and seconds in all."""

    route: str
    counts: tuple[int, ...]
    seconds: float


class Tally:
    """Counts by route, method and class of status, and a histogram of durations by route."""

    def __init__(self, routes: Sequence[str], rows: int = ROWS) -> None:
        self._routes = (*dict.fromkeys(routes), OTHER)
        self._place = {route: number * _WIDTH for number, route in enumerate(self._routes)}
        self._length = len(self._routes) * _WIDTH
        # Anonymous and shared: made before the processes are forked, it is one memory in all of them.
        self._shared = memoryview(mmap.mmap(-1, rows * self._length * _NUMBER)).cast("Q")
        self._turn = threading.Lock()
        self.rows = rows
        self.take(0)

    def take(self, row: int) -> None:
        """Add to this row from here on: no other process that lives does."""
        self._turn = threading.Lock()
        self._row = self._shared[row * self._length : (row + 1) * self._length]

    def add(self, route: str | None, method: str, status: int, seconds: float) -> None:
        """Count one answer."""
        start = self._place.get(route or OTHER)
        if start is None:
            start = self._place[OTHER]
        outcome = _OF_METHOD.get(method, _OF_METHOD["other"]) + min(max(status // 100 - 2, 0), 3)
        duration = start + _OUTCOMES + bisect_left(BOUNDS, seconds)
        row = self._row
        with self._turn:
            row[start + outcome] += 1
            row[duration] += 1
            row[start + _WIDTH - 1] += int(seconds * 1_000_000)

    def answers(self) -> Iterator[tuple[str, str, str, int]]:
        """Route, method, class of status, and how many; what never happened is left out."""
        sums = self._sums()
        for route, start in self._place.items():
            for method in METHODS:
                for position, status in enumerate(CLASSES):
                    if number := sums[start + _OF_METHOD[method] + position]:
                        yield route, method, status, number

    def durations(self) -> Iterator[Durations]:
        """Those of each route that was asked for."""
        sums = self._sums()
        for route, start in self._place.items():
            counts = tuple(sums[start + _OUTCOMES : start + _WIDTH - 1])
            if any(counts):
                yield Durations(route, counts, sums[start + _WIDTH - 1] / 1_000_000)

    def _sums(self) -> Sequence[int]:
        rows = self._shared.tolist()
        return [sum(rows[column :: self._length]) for column in range(self._length)]
