"""Answers that are made while they are sent: however long they are, a little of them is in memory at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator

from flask import Response, current_app
from sqlalchemy.orm import Session

from wiki.db import Database
from wiki.web.transaction import database

CHUNK = 64 * 1024  # characters that leave together
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Lines = Callable[[Session], Iterator[str]]


def streamed(lines: Lines, *, name: str, content_type: str) -> Response:
    """A file of this name, made of the lines that are read in a session of their own: that of the request ends before
    the first of them leaves."""
    answer = current_app.response_class(_chunks(database(), lines), content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def table(head: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The lines of a table for spreadsheets: Excel reads UTF-8 behind a mark, and no cell becomes a formula."""
    yield "\ufeff" + _line(head)
    for row in rows:
        yield _line(row)


def _chunks(base: Database, lines: Lines) -> Iterator[str]:
    with base.reading() as session:
        held: list[str] = []
        size = 0
        for line in lines(session):
            held.append(line)
            size += len(line)
            if size >= CHUNK:
                yield "".join(held)
                held, size = [], 0
        yield "".join(held)


def _line(values: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_harmless(value) for value in values])
    return line.getvalue()


def _harmless(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
