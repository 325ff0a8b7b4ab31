"""The figures of the site: what `/-/metrics` tells."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

from sqlalchemy.orm import Session

from search.engines.base import Engine
from search.errors import IndexUnusable
from wiki import __version__
from wiki.db import SCHEMA
from wiki.features.operations.exposition import Family, Sample, histogram
from wiki.features.operations.queries import (
    accounts,
    database_bytes,
    deliveries,
    oldest_delivery,
    sessions,
)
from wiki.web.tally import BOUNDS, Tally

BEGAN_AT = time.time()


def figures(session: Session, engine: Engine, tally: Tally) -> Iterator[Family]:
    """All of them, at this moment."""
    yield from _requests(tally)
    yield Family(
        "relais_outbox_deliveries",
        "gauge",
        "What follows from changes and is still to be done, or was given up.",
        _by("state", deliveries(session)),
    )
    yield _gauge(
        "relais_outbox_oldest_seconds",
        "How long the oldest delivery that waits has waited.",
        oldest_delivery(session),
    )
    yield Family("relais_accounts", "gauge", "Accounts, open and closed.", _by("state", accounts(session)))
    yield _gauge("relais_sessions", "Browsers that are signed in.", sessions(session))
    yield _gauge("relais_database_bytes", "Size of the database.", database_bytes(session))
    yield from _index(engine)
    yield Family(
        "relais_build_info",
        "gauge",
        "The program that answers, and the version of its database.",
        [Sample(1, {"version": __version__, "schema": SCHEMA})],
    )
    yield _gauge("process_start_time_seconds", "When the server was started or reloaded.", BEGAN_AT)


def _requests(tally: Tally) -> Iterator[Family]:
    """Of all web processes of this server, since it was started or reloaded."""
    yield Family(
        "relais_requests_total",
        "counter",
        "Requests answered.",
        [
            Sample(number, {"route": route, "method": method, "status": status})
            for route, method, status, number in tally.answers()
        ],
    )
    yield Family(
        "relais_request_seconds",
        "histogram",
        "How long requests took.",
        [
            sample
            for each in tally.durations()
            for sample in histogram({"route": each.route}, BOUNDS, each.counts, each.seconds)
        ],
    )


def _index(engine: Engine) -> Iterator[Family]:
    """Nothing when the index cannot be asked: a figure that is missing is not a figure of 0."""
    try:
        number = len(engine.references())
    except IndexUnusable:
        return
    yield _gauge("relais_index_documents", "Documents that the search knows.", number)


def _gauge(name: str, told: str, value: float) -> Family:
    return Family(name, "gauge", told, [Sample(value)])


def _by(label: str, numbers: Mapping[str, int]) -> list[Sample]:
    return [Sample(number, {label: name}) for name, number in numbers.items()]
