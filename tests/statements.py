"""How many statements the database is sent: counted where they leave, so that nothing is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from wiki.db import Database


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements sent while the block lasts, in order."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *others: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "PRAGMA")):
            sent.append(statement)

    engines = {database.engine, database.reader}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


@contextmanager
def explained(engine: Engine, *tables: str) -> Iterator[list[str]]:
    """How SQLite goes about each SELECT of the block that names one of these tables."""
    plans: list[str] = []

    def explain(
        connection: object, cursor: object, statement: str, parameters: object, *rest: object
    ) -> None:
        if statement.lstrip().startswith("SELECT") and any(f" {table}" in statement for table in tables):
            with engine.connect() as other:
                rows = other.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]  # as it was sent
                plans.extend(str(row[3]) for row in rows)

    event.listen(engine, "after_cursor_execute", explain)
    try:
        yield plans
    finally:
        event.remove(engine, "after_cursor_execute", explain)


@contextmanager
def rows_read(database: Database) -> Iterator[list[int]]:
    """How many rows each statement brought while the block lasts, in order."""
    brought: list[int] = []

    def ask(connection: Any, cursor: Any, *others: Any) -> None:
        if connection.dialect.name == "sqlite":  # it says how many as they come
            place = len(brought)
            brought.append(0)

            def count(_: Any, row: tuple[Any, ...]) -> tuple[Any, ...]:
                brought[place] += 1
                return row

            cursor.row_factory = count

    def answer(connection: Any, cursor: Any, *others: Any) -> None:
        if connection.dialect.name != "sqlite":
            brought.append(max(cursor.rowcount, 0))

    engines = {database.engine, database.reader}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", ask)
        event.listen(engine, "after_cursor_execute", answer)
    try:
        yield brought
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", ask)
            event.remove(engine, "after_cursor_execute", answer)
