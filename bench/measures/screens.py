"""The other screens that people open all day."""

from __future__ import annotations

from urllib.parse import quote

from bench.datasets import REVISIONS
from bench.round import Round


def history(round: Round) -> None:
    """The history of a page with many revisions, and what changed between two of them."""
    page = round.dataset.plan.revised
    round.median(f"history of {REVISIONS} revisions", [f"{page}/-/history"])
    middle = REVISIONS // 2
    pairs = [(number, number + middle) for number in range(1, middle)]
    round.median(
        f"diff among {REVISIONS} revisions", [f"{page}/-/compare?from={one}&to={two}" for one, two in pairs]
    )


def screens(round: Round) -> None:
    """Suggestions while a title is typed, home, recent changes."""
    titles = round.dataset.plan.titles
    round.median("suggestions while typing", [f"/-/quick?q={quote(title[:4])}" for title in titles])
    round.median("home", ["/"])
    round.median("recent changes", ["/-/recent"])
