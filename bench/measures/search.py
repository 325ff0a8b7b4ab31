"""Something is searched: by words and by filters, by one person and by eight."""

from __future__ import annotations

from itertools import chain
from urllib.parse import quote

from bench.round import Round

AT_ONCE = 8


def search(round: Round) -> None:
    """Searches of 1 to 3 words and of filters alone, one after the other; then all sorts by eight at once."""
    sorts = {sort: [_path(typed) for typed in asked] for sort, asked in round.dataset.plan.searches.items()}
    for sort, paths in sorts.items():
        round.median(f"search, {sort}", paths)
    # As many of each sort, from the end: those were not asked a moment ago.
    mixed = list(chain.from_iterable(zip(*(paths[::-1] for paths in sorts.values()), strict=False)))
    busy = round.load(mixed, AT_ONCE)
    round.report.add(
        f"search, {AT_ONCE} at once",
        rate=busy.rate,
        p50=busy.p50,
        p95=busy.p95,
        cpu=busy.cpu,
        errors=busy.errors,
    )


def _path(typed: str) -> str:
    return f"/-/search?q={quote(typed)}"
