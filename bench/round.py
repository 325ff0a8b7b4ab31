"""What every measure is given: a site that is served, what to ask of it, and how long to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import cycle, islice
from pathlib import Path

from bench.browser import Browser, signed_in
from bench.datasets import READER, Dataset
from bench.load import Load, load
from bench.prose import Prose
from bench.report import Report
from bench.server import Server
from bench.timing import Stopwatch


@dataclass(frozen=True, slots=True)
class Pace:
    """How much is asked before a figure is believed."""

    load: float  # seconds of each load
    requests: int  # one after the other, for each median
    saves: int
    editing: float  # seconds of eight editors
    findable: int  # saves whose way to the index is watched
    starts: int
    imported: int  # pages
    topics: int = 10_000  # of the site where people talk
    people: int = 100_000  # of the large organisation


FULL = Pace(load=5, requests=200, saves=100, editing=10, findable=10, starts=5, imported=1000)
QUICK = Pace(load=1, requests=40, saves=40, editing=3, findable=4, starts=1, imported=300, people=6_000)


@dataclass(frozen=True)
class Round:
    """One size, served by one server, on data that may be written to."""

    dataset: Dataset
    data: Path
    server: Server
    pace: Pace
    report: Report
    prose: Sequence[Prose]
    scratch: Path

    @cached_property
    def reader(self) -> Browser:
        """Somebody who reads, signed in."""
        return signed_in(self.server.port, READER)

    def median(self, what: str, paths: Sequence[str], browser: Browser | None = None) -> None:
        """Report p50, p95 and CPU of these pages, asked for one after the other, in turn, by the reader or another."""
        watch, browser = Stopwatch(), browser or self.reader
        for path in paths[-3:]:
            browser.page(path)
        before = self.server.cpu()
        for path in islice(cycle(paths), self.pace.requests):
            watch.seconds.append(browser.page(path).seconds)
        cpu = (self.server.cpu() - before) / self.pace.requests
        self.report.add(what, p50=watch.percentile(50), p95=watch.percentile(95), cpu=cpu)

    def load(self, paths: Sequence[str], at_once: int) -> Load:
        """These pages, for the reader, over so many connections."""
        return load(self.server, paths, at_once=at_once, seconds=self.pace.load, cookie=self.reader.cookie)
