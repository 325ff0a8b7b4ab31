"""How much memory the server's processes hold, what they share counted once (PSS)."""

from __future__ import annotations

from bench.round import Round


def memory(round: Round) -> None:
    """At rest, before anything else is asked of the server; and after a moment of reading."""
    rest = round.server.at_rest()
    round.report.add("memory at rest", memory=sum(rest), processes=len(rest))
    round.load(round.dataset.plan.any, 8)
    busy = round.server.memory()
    round.report.add("memory after reading", memory=sum(busy), processes=len(busy))
