"""Copies of the journal, a line for each entry, made as they are sent."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from wiki.parts.audit.models import AuditEntry

COLUMNS = (
    "id",
    "at",
    "act",
    "actor_id",
    "actor_name",
    "space_id",
    "about_kind",
    "about_id",
    "details",
    "seal",
)
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """The entries as a table, its head first; for Excel too, which reads UTF-8 behind a mark."""
    yield "\ufeff" + _line(COLUMNS)
    for entry in entries:
        yield _line([_harmless(value) for value in _values(entry)])


def json_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """The entries, each an object on a line of its own."""
    for entry in entries:
        row = dict(zip(COLUMNS, _values(entry), strict=True)) | {"details": json.loads(entry.details)}
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _values(entry: AuditEntry) -> list[object]:
    values: list[object] = [getattr(entry, name) for name in COLUMNS]
    values[COLUMNS.index("at")] = entry.at.isoformat()
    return values


def _line(values: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(values)
    return line.getvalue()


def _harmless(value: object) -> object:
    """A name that begins like a formula must not be one in a spreadsheet."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_BEGINS_A_FORMULA) else value
