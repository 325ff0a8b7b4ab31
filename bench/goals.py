"""What is to be reached, on two cores."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """A limit for one value of one figure, on sites of `sizes` pages (first and last included)."""

    what: str
    value: str
    limit: float
    at_least: bool = False
    sizes: tuple[int, int] = (0, 10_000)

    def reached(self, found: float) -> bool:
        return found >= self.limit if self.at_least else found <= self.limit

    def holds_for(self, size: int) -> bool:
        return self.sizes[0] <= size <= self.sizes[1]


ANY_SIZE = (0, 10**9)

GOALS = (
    Goal("page of 5 kB, 8 at once", "share", 0.30, at_least=True),
    Goal("page of 5 kB, against the smallest site", "ratio", 1.2, sizes=ANY_SIZE),
    Goal("save", "p50", 0.010),
    Goal("eight editors, different pages", "rate", 180, at_least=True),
    Goal("eight editors, different pages", "errors", 0, sizes=ANY_SIZE),
    Goal("eight editors, the same page", "lost", 0, sizes=ANY_SIZE),
    Goal("from save to findable", "max", 2.0, sizes=ANY_SIZE),
    *(Goal(f"search, {sort}", "p50", 0.015) for sort in ("1 word", "2 words", "3 words", "filters alone")),
    *(Goal(f"search, {sort}", "p95", 0.300, sizes=ANY_SIZE) for sort in ("1 word", "2 words", "3 words")),
    Goal("search, 8 at once", "p50", 0.060),
    Goal("history of 200 revisions", "p50", 0.006, sizes=ANY_SIZE),
    Goal("diff among 200 revisions", "p50", 0.010, sizes=ANY_SIZE),
    Goal("topic of 50 posts, 1 at once", "cpu", 0.010, sizes=ANY_SIZE),
    Goal("list of topics", "cpu", 0.005, sizes=ANY_SIZE),
    Goal("reply", "p50", 0.012, sizes=ANY_SIZE),
    Goal("home, with topics", "cpu", 0.010, sizes=ANY_SIZE),
    Goal("memory at rest", "memory", 160e6, sizes=ANY_SIZE),
    Goal("start to first answer", "took", 1.2, sizes=ANY_SIZE),
    Goal("import, then index", "rate", 100, at_least=True, sizes=ANY_SIZE),
    Goal("statements: page", "statements", 5, sizes=ANY_SIZE),
    Goal("page of 5 kB, large organisation", "ratio", 1.2, sizes=ANY_SIZE),
    Goal("decision", "decision", 50e-6, sizes=ANY_SIZE),
    Goal("found among the first five", "quality", 0.80, at_least=True, sizes=ANY_SIZE),
    Goal("MRR@10", "quality", 0.65, at_least=True, sizes=ANY_SIZE),
)
