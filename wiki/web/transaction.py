"""One transaction a request. Reading never waits for writers; writing begins when a view asks for it, and is
committed before the answer leaves."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from flask import Flask, Response, current_app, g
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from auth import sessions
from wiki import clock
from wiki.db import Database

log = logging.getLogger("relais")

EXTENSION = "relais-database"


def init_app(app: Flask, database: Database) -> None:
    app.extensions[EXTENSION] = database
    # First registered, last run: the other after_request functions still have their session.
    app.after_request(_commit)
    app.teardown_request(_close)


def database() -> Database:
    found: Database = current_app.extensions[EXTENSION]
    return found


def session() -> Session:
    """The session of this request: the writing one once it was asked for, before that one that only reads."""
    if "writing" in g:
        return g.writing  # type: ignore[no-any-return]
    if "reading" not in g:
        g.reading = database().reading()
    return g.reading  # type: ignore[no-any-return]


def write() -> Session:
    """The session in which this request changes something. What was read before is let go: the commands read
    again, under the lock, what they change."""
    if "writing" not in g:
        if "reading" in g:
            g.pop("reading").close()
        g.writing = database().writing()
    return g.writing  # type: ignore[no-any-return]


def settle() -> None:
    """Commit what was written so far, so that no lock is held while another server is asked."""
    if "writing" in g:
        g.writing.commit()


def discard() -> None:
    """Undo what this request wrote: the error that answers it is made of what is read, and holds up no writer."""
    if "writing" in g:
        g.pop("writing").close()


def touch_later(session_id: int) -> None:
    """Note after the answer is made that this browser was seen."""
    afterwards(lambda writing: sessions.touch(writing, session_id, clock.now()))


def afterwards(work: Callable[[Session], None]) -> None:
    """Have this written once the answer is made: what is only noted of a reading neither keeps it waiting for writers
    nor spoils it."""
    g.noted = [*g.get("noted", ()), work]


def _commit(response: Response) -> Response:
    if "writing" in g:
        g.writing.commit()
    if "noted" in g:
        _note(g.pop("noted"))
    return response


def _note(works: Sequence[Callable[[Session], None]]) -> None:
    _close()
    try:
        with database().writing() as writing:
            for work in works:
                work(writing)
            writing.commit()
    except SQLAlchemyError:
        log.warning("what was read could not be noted", exc_info=True)


def _close(error: BaseException | None = None) -> None:
    for name in ("reading", "writing"):
        if name in g:
            g.pop(name).close()
