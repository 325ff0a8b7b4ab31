"""How far long work has come: a bar on a terminal, a plain line now and then elsewhere. Always on the error output."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from wiki.cli.language import _

SILENCE = 5.0  # seconds between two plain lines

Told = Callable[[int], None]


@contextmanager
def progress(label: str, total: int | None) -> Iterator[Told]:
    """Gives what is to be told how many of `total` are done so far; None when nobody knows how many there are."""
    if sys.stderr.isatty() and total:
        with click.progressbar(length=total, label=label, file=sys.stderr) as bar:
            yield lambda done: bar.update(done - bar.pos)
    elif total != 0:
        yield _Lines(label, total)
    else:
        yield lambda done: None


class _Lines:
    def __init__(self, label: str, total: int | None) -> None:
        self._label, self._of = label, f"/{total}" if total is not None else ""
        self._spoken = time.monotonic()

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if now - self._spoken >= SILENCE:
            self._spoken = now
            told = {"what": self._label, "done": f"{done}{self._of}"}
            click.echo(_("%(what)s: %(done)s") % told, err=True)
