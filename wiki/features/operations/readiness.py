"""Whether people can work: the database, its version, the search index, what follows from changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from search.engines.base import Engine
from search.errors import IndexUnusable
from wiki.features.operations.queries import outbox_stuck, schema_fits


def readiness(session: Callable[[], Session], engine: Engine) -> Mapping[str, str]:
    """Each part with "ok", or with one word for what is wrong; parts that could not be asked are left out."""
    index = _index(engine)
    try:
        if not schema_fits(session()):
            return {"database": "ok", "schema": "other version", "index": index}
        outbox = "stuck" if outbox_stuck(session()) else "ok"
    except SQLAlchemyError:
        return {"database": "away", "index": index}
    return {"database": "ok", "schema": "ok", "index": index, "outbox": outbox}


def _index(engine: Engine) -> str:
    try:
        engine.suggest("index", None, limit=1)
    except IndexUnusable:
        return "unusable"
    return "ok"
