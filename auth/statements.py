"""Statements that are built once and asked again and again, handed to the driver as they are."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import ReturningInsert

# A statement whose columns are known to the code around it and not to the type.
AnySelect = Select[*tuple[Any, ...]]
AnyInsert = ReturningInsert[*tuple[Any, ...]]
Writing = Insert | Update | Delete
Values = Mapping[str, Any]
Convert = Callable[[Any], Any]


def rows(session: Session, statement: AnySelect, values: Values) -> list[tuple[Any, ...]]:
    """The rows of this statement, in the session's transaction but past its unit of work.

    SQLite answers in the process, and takes a third of the time that SQLAlchemy needs around it: there the driver is
    asked directly. Elsewhere, and for whoever listens to what is sent, it goes the usual way.
    """
    return _rows(session.connection(), statement, values, ())


def added(session: Session, statement: AnyInsert, values: Values) -> int:
    """The id of a row with these values: `INSERT … RETURNING id`, on the same conditions as `run`."""
    session.flush()
    (row,) = _rows(session.connection(), statement, values, tuple(values))
    made: int = row[0]
    return made


def _rows(
    connection: Connection, statement: AnySelect | AnyInsert, values: Values, names: Sequence[str]
) -> list[tuple[Any, ...]]:
    prepared = None if _listened_to(connection) else _prepared(connection.dialect, statement, names)
    if prepared is None:
        return [tuple(row) for row in connection.execute(statement, values)]
    if not connection.in_transaction():
        connection.begin()
    try:
        return prepared.rows(_driver(connection), values)
    except sqlite3.Error:  # asked again for SQLAlchemy's own error, which is what everybody expects
        return [tuple(row) for row in connection.execute(statement, values)]


def first_row(session: Session, statement: AnySelect, values: Values) -> tuple[Any, ...] | None:
    """The first of these rows, None when there is none."""
    return next(iter(rows(session, statement, values)), None)


def run(session: Session, statement: Writing, values: Values | Sequence[Values]) -> None:
    """Have this statement, which is built once, write these values, or each of several: after what waits in the
    session, in its transaction, past its unit of work. What the session holds of these rows is not told.

    Of an INSERT the values are its columns, all that have no default in the database. Each way writes the same, as
    with `rows`.
    """
    if not values:
        return
    session.flush()
    connection = session.connection()
    each = values if isinstance(values, Sequence) else [values]
    names = tuple(each[0]) if isinstance(statement, Insert) else ()
    prepared = None if _listened_to(connection) else _prepared(connection.dialect, statement, names)
    if prepared is None:
        connection.execute(statement, values)
        return
    for one in each:
        try:
            prepared.run(_driver(connection), one)
        except (
            sqlite3.Error
        ):  # what was refused wrote nothing, and is refused again in SQLAlchemy's own words
            connection.execute(statement, one)


class _Prepared:
    """The text of a statement, what its values and its columns are converted with."""

    def __init__(self, compiled: SQLCompiler, statement: AnySelect | Writing, dialect: Dialect) -> None:
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
        from_ = (column.type.dialect_impl(dialect) for column in statement.exported_columns)
        self._from: Sequence[tuple[int, Convert]] = [
            (place, convert)
            for place, kind in enumerate(from_)
            if (convert := kind.result_processor(dialect, None))
        ]

    def rows(self, connection: sqlite3.Connection, values: Values) -> list[tuple[Any, ...]]:
        found = connection.execute(self._text, self._bound(values)).fetchall()
        return [self._as_python(row) for row in found] if self._from else found

    def run(self, connection: sqlite3.Connection, values: Values) -> None:
        connection.execute(self._text, self._bound(values))

    def _bound(self, values: Values) -> list[Any]:
        given = {**values, **{name: ask() for name, ask in self._asked.items()}} if self._asked else values
        bound = {**self._written, **{name: self._converted(name, value) for name, value in given.items()}}
        return [bound[name] for name in self._names]

    def _converted(self, name: str, value: Any) -> Any:
        convert = self._into.get(name)
        return convert(value) if convert is not None else value

    def _as_python(self, row: Sequence[Any]) -> tuple[Any, ...]:
        values = list(row)
        for place, convert in self._from:
            values[place] = convert(values[place])
        return tuple(values)


@lru_cache(maxsize=512)
def _prepared(dialect: Dialect, statement: AnySelect | Writing, names: Sequence[str]) -> _Prepared | None:
    """None where the driver is not SQLite's, where the text depends on how many values it is given, or where a column
    has a default that Python works out."""
    if dialect.driver != "pysqlite":
        return None
    compiled = statement.compile(dialect=dialect, column_keys=names or None)
    if compiled.post_compile_params or compiled.literal_execute_params:
        return None
    if compiled.insert_prefetch or compiled.update_prefetch:
        return None
    return _Prepared(compiled, statement, dialect)


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.driver_connection)


def _listened_to(connection: Connection) -> bool:
    sent = connection.engine.dispatch
    return bool(sent.before_cursor_execute or sent.after_cursor_execute)
