"""Durations summed up."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import ceil


class Stopwatch:
    """Durations of blocks, in seconds."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    @contextmanager
    def running(self) -> Iterator[None]:
        begun = time.perf_counter()
        yield
        self.seconds.append(time.perf_counter() - begun)

    def percentile(self, percent: float) -> float:
        return percentile(self.seconds, percent)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that `percent` of them do not exceed; 0 when there is none."""
    if not values:
        return 0.0
    return sorted(values)[max(0, ceil(len(values) * percent / 100) - 1)]
