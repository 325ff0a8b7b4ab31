"""The worker: takes deliveries from the outbox and hands them to those who follow. Killed at any moment, it loses
nothing: what it held is free again when its lease ends. Letters have a line of their own: a server of e-mail that does
not answer keeps nothing else waiting."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError

from wiki import outbox
from wiki.db import Database
from wiki.outbox import BATCH, LEASE, OUTBOX, Lease, LeaseLost

log = logging.getLogger("relais.worker")

PAUSE = 0.25  # seconds between two looks at the outbox
REST = 3  # for each second at work, seconds in which changes gather: one commit of the index takes many
LONGEST_REST = 0.75  # seconds
ENDING = frozenset({signal.SIGTERM, signal.SIGINT})
HEARTBEAT = LEASE.total_seconds() / 4  # seconds after which a lease is renewed


def run(
    database: Database,
    stop: threading.Event,
    upkeep: Callable[[], None] = lambda: None,
    *,
    handlers: Sequence[str] | None = None,
    whole: int = BATCH,
) -> None:
    """Deliver until told to stop. `upkeep` is called again and again, and knows itself when it is due.

    People who write go first: a worker that took each change as it comes would keep a core busy with commits of the
    index.

    :param handlers: to which; None for all.
    :param whole: how many deliveries at a time tell that more may wait.
    """
    while not stop.is_set():
        try:
            upkeep()
            began = time.monotonic()
            if deliver_some(database, handlers) < whole:
                stop.wait(PAUSE + min(REST * (time.monotonic() - began), LONGEST_REST))
        except Exception:
            # The database is away: what is recorded waits for it.
            log.exception("the outbox cannot be read")
            stop.wait(5)


def run_until_signalled(database: Database, upkeep: Callable[[], None]) -> None:
    """Deliver until the process is asked to end; what is in hand is finished first."""
    stop = threading.Event()
    # Taken by a thread that waits for them. A handler would run in the midst of `stop.wait`, which holds the lock
    # that `stop.set` asks for: told to end at that moment, the process would never end.
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    threading.Thread(target=_stop_when_told, args=(stop,), name="end", daemon=True).start()
    gathering, alone = OUTBOX.lines
    letters = threading.Thread(
        target=run, args=(database, stop), kwargs={"handlers": alone, "whole": 1}, name="letters"
    )
    letters.start()
    run(database, stop, upkeep, handlers=gathering)
    letters.join()


def _stop_when_told(stop: threading.Event) -> None:
    signal.sigwait(ENDING)
    stop.set()


def drain(database: Database, progress: Callable[[int], None] = lambda done: None) -> None:
    """Deliver all that is due, then return: for commands whose effect should be visible when they end."""
    while done := deliver_some(database):
        progress(done)


def deliver_some(database: Database, handlers: Sequence[str] | None = None) -> int:
    """Deliver one lease of the oldest due deliveries, to these handlers or to all; returns how many, 0 when nothing is
    due."""
    names = OUTBOX.names if handlers is None else handlers
    with database.reading() as session:
        if not outbox.anything_due(session, names):
            return 0
    with database.writing() as session:
        taken = outbox.lease(session, names)
        session.commit()
    if taken is None:
        return 0
    with _renewed(database, taken):
        _deliver(database, taken)
    return len(taken.ids)


@contextmanager
def _renewed(database: Database, taken: Lease) -> Iterator[None]:
    """Keep the lease for as long as the block lasts. That a renewal fails is seen when the work is handed in."""
    done = threading.Event()

    def keep() -> None:
        while not done.wait(HEARTBEAT):
            try:
                with database.writing() as session:
                    outbox.renew(session, taken)
                    session.commit()
            except OperationalError:
                log.warning("a lease could not be renewed", exc_info=True)

    heart = threading.Thread(target=keep, name="lease", daemon=True)
    heart.start()
    try:
        yield
    finally:
        done.set()
        heart.join()


def _deliver(database: Database, taken: Lease) -> None:
    """Hand the whole lease over; when that fails, one by one, so that the cause does not hold the others back."""
    error = _hand_over(database, taken)
    if error is None:
        return
    if len(taken.ids) == 1:
        with database.writing() as session:
            outbox.failed(session, taken, error)
            session.commit()
        return
    for single in taken.apart():
        _deliver(database, single)


def _hand_over(database: Database, taken: Lease) -> str | None:
    """What went wrong, None when the handler took all of them."""
    try:
        if OUTBOX.writes(taken.handler):
            with database.writing() as session:
                OUTBOX.handler(taken.handler)(session, taken.payloads)
                outbox.delivered(session, taken)
                session.commit()
        else:
            with database.reading() as session:
                OUTBOX.handler(taken.handler)(session, taken.payloads)
            with database.writing() as session:
                outbox.delivered(session, taken)
                session.commit()
    except LeaseLost:
        log.warning("%s was taken over by another worker", taken.handler)
    except Exception as error:
        log.exception("%s did not take %d deliveries", taken.handler, len(taken.ids))
        return f"{type(error).__name__}: {error}"
    return None
