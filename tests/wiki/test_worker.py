"""The worker ends when it is told to, whatever it is at."""

from __future__ import annotations

import itertools
import multiprocessing
from multiprocessing.synchronize import Event

import pytest

from wiki import worker
from wiki.db import Database

ROUNDS = 12


def _waiting(begun: Event) -> None:
    """In another process: with nothing to deliver, it waits again as soon as it has waited."""
    rounds = itertools.count()
    worker.run_until_signalled(Database("sqlite://"), lambda: begun.set() if next(rounds) == 50 else None)


def test_it_ends_at_whatever_moment_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also while it takes or leaves the lock of what it waits with."""
    monkeypatch.setattr(worker, "deliver_some", lambda database, handlers: 0)
    monkeypatch.setattr(worker, "PAUSE", 0)
    context = multiprocessing.get_context("fork")
    for _ in range(ROUNDS):
        begun = context.Event()
        process = context.Process(target=_waiting, args=(begun,))
        process.start()
        assert begun.wait(30)
        process.terminate()
        process.join(30)
        ended = process.exitcode
        process.kill()
        assert ended == 0
