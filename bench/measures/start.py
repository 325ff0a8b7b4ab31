"""From the command to the first answer."""

from __future__ import annotations

from bench.round import Round
from bench.server import relais
from bench.timing import percentile


def start(round: Round) -> None:
    """`relais serve` on the site's data, the median of a few."""
    seconds = []
    for _ in range(round.pace.starts):
        with relais(round.data) as server:
            seconds.append(server.seconds_to_answer)
    round.report.add("start to first answer", took=percentile(seconds, 50))
