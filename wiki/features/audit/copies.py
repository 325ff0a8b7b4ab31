"""Copies of the journal, a line for each entry, made as they are sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from wiki.parts.audit.models import AuditEntry
from wiki.web.streaming import table

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


def csv_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """The entries as a table, its head first."""
    return table(COLUMNS, map(_values, entries))


def json_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """The entries, each an object on a line of its own."""
    for entry in entries:
        row = dict(zip(COLUMNS, _values(entry), strict=True)) | {"details": json.loads(entry.details)}
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _values(entry: AuditEntry) -> list[object]:
    values: list[object] = [getattr(entry, name) for name in COLUMNS]
    values[COLUMNS.index("at")] = entry.at.isoformat()
    return values
