"""Statements that are built once and asked again and again, handed to the driver as they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

# A statement whose columns are known to the code around it and not to the type.
AnySelect = Select[*tuple[Any, ...]]
Values = Mapping[str, Any]
Convert = Callable[[Any], Any]


def rows(session: Session, statement: AnySelect, values: Values) -> list[tuple[Any, ...]]:
    """The rows of this statement, in the session's transaction but past its unit of work.

    SQLite answers in the process, and takes a third of the time that SQLAlchemy needs around it: there the driver is
    asked directly. Elsewhere, and for whoever listens to what is sent, it goes the usual way.
    """
    connection = session.connection()
    prepared = None if _listened_to(connection) else _prepared(connection.dialect, statement)
    if prepared is None:
        return [tuple(row) for row in connection.execute(statement, values)]
    if not connection.in_transaction():
        connection.begin()
    try:
        return prepared.rows(cast(sqlite3.Connection, connection.connection.driver_connection), values)
    except sqlite3.Error:  # asked again for SQLAlchemy's own error, which is what everybody expects
        return [tuple(row) for row in connection.execute(statement, values)]


def first_row(session: Session, statement: AnySelect, values: Values) -> tuple[Any, ...] | None:
    """The first of these rows, None when there is none."""
    return next(iter(rows(session, statement, values)), None)


class _Prepared:
    """The text of a statement, what its values and its columns are converted with."""

    def __init__(self, compiled: SQLCompiler, statement: AnySelect, dialect: Dialect) -> None:
        self._text = str(compiled)
        self._names: Sequence[str] = compiled.positiontup or ()
        bound = {name: value for value, name in compiled.bind_names.items()}
        into = {name: value.type.dialect_impl(dialect) for name, value in bound.items()}
        self._into = {
            name: convert for name, kind in into.items() if (convert := kind.bind_processor(dialect))
        }
        written = [name for name, value in bound.items() if not value.required and not value.callable]
        self._written = {name: self._converted(name, compiled.params[name]) for name in written}
        self._asked = {name: value.callable for name, value in bound.items() if value.callable}
        from_ = (column.type.dialect_impl(dialect) for column in statement.selected_columns)
        self._from: Sequence[tuple[int, Convert]] = [
            (place, convert)
            for place, kind in enumerate(from_)
            if (convert := kind.result_processor(dialect, None))
        ]

    def rows(self, connection: sqlite3.Connection, values: Values) -> list[tuple[Any, ...]]:
        given = {**values, **{name: ask() for name, ask in self._asked.items()}} if self._asked else values
        bound = {**self._written, **{name: self._converted(name, value) for name, value in given.items()}}
        found = connection.execute(self._text, [bound[name] for name in self._names]).fetchall()
        return [self._as_python(row) for row in found] if self._from else found

    def _converted(self, name: str, value: Any) -> Any:
        convert = self._into.get(name)
        return convert(value) if convert is not None else value

    def _as_python(self, row: Sequence[Any]) -> tuple[Any, ...]:
        values = list(row)
        for place, convert in self._from:
            values[place] = convert(values[place])
        return tuple(values)


@lru_cache(maxsize=512)
def _prepared(dialect: Dialect, statement: AnySelect) -> _Prepared | None:
    """None where the driver is not SQLite's, or the text depends on how many values it is given."""
    if dialect.driver != "pysqlite":
        return None
    compiled = statement.compile(dialect=dialect)
    if compiled.post_compile_params or compiled.literal_execute_params:
        return None
    return _Prepared(compiled, statement, dialect)


def _listened_to(connection: Connection) -> bool:
    sent = connection.engine.dispatch
    return bool(sent.before_cursor_execute or sent.after_cursor_execute)
