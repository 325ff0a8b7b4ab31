"""The engine, the Session and what the tables share. SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Engine,
    Row,
    Select,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, sessionmaker

from auth.models import Base, UtcDateTime
from wiki.errors import RelaisError

__all__ = [
    "AnyRow",
    "AnySelect",
    "Base",
    "Database",
    "OutdatedSchema",
    "Session",
    "UtcDateTime",
    "rows",
    "upsert",
    "upsert_if",
]

# The migration that this code needs; a test holds it to the head of wiki/migrations.
SCHEMA = "0002"

# How long a writer waits for its turn, in milliseconds.
BUSY_TIMEOUT = 10_000


class OutdatedSchema(RelaisError):
    """The database is not at the version this program needs (%(found)s instead of %(needed)s). Run: relais migrate"""

    status = 503


class Database:
    """One engine and two ways to begin: `reading()` never waits for writers, `writing()` takes its turn at once.

    SQLite lets one writer in at a time. A transaction that reads first and writes later may find that another
    wrote in between, and fails without waiting; hence BEGIN IMMEDIATE for all that may write.
    """

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url, **_options(url))
        if self.engine.dialect.name == "sqlite":
            _tune_sqlite(self.engine)
        self._read = sessionmaker(self.engine.execution_options(relais_reads=True))
        self._write = sessionmaker(self.engine)

    def reading(self) -> Session:
        return self._read()

    def writing(self) -> Session:
        return self._write()

    @property
    def embedded(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def require_schema(self) -> None:
        """Refuse an older or newer database than this program knows.

        :raises OutdatedSchema: with the command to type.
        """
        found = self.schema()
        if found != SCHEMA:
            raise OutdatedSchema(found=found or "an empty database", needed=SCHEMA)

    def schema(self) -> str | None:
        """The migration that the database is at, None when it was never prepared."""
        with self.engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
            return version

    def close(self) -> None:
        self.engine.dispose()


# A statement, and a row of it, whose columns are known to the code around it and not to the type.
AnySelect = Select[*tuple[Any, ...]]
AnyRow = Row[*tuple[Any, ...]]


def rows(session: Session, statement: AnySelect, values: Mapping[str, Any]) -> CursorResult[*tuple[Any, ...]]:
    """The rows of a statement built once, in the session's transaction but past its unit of work: the short way
    of a read, at two thirds of the cost."""
    return session.connection().execute(statement, values)


def upsert(session: Session, model: type[Base], keys: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Insert the row, or change the one that has these keys: two at once never collide."""
    upsert_if(session, model, keys, values, None)


def upsert_if(
    session: Session,
    model: type[Base],
    keys: Mapping[str, Any],
    values: Mapping[str, Any],
    condition: ColumnElement[bool] | None,
) -> None:
    """Insert the row, or change the one that has these keys, if the condition holds for it."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(model).values(**keys, **values)
    session.execute(
        statement.on_conflict_do_update(index_elements=list(keys), set_=dict(values), where=condition)
    )


def _options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {"connect_args": {"check_same_thread": False}}
    return {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 8}


def _tune_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, record: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself; `begin` below does
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # a government record survives a power cut
            f"busy_timeout={BUSY_TIMEOUT}",
            "foreign_keys=ON",
            "temp_store=MEMORY",
            "cache_size=-8000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("relais_reads")
        # Said to the driver itself: as a statement of SQLAlchemy it would cost as much as the page's own.
        driver: sqlite3.Connection = connection.connection.dbapi_connection  # type: ignore[assignment]
        driver.execute("BEGIN" if reads else "BEGIN IMMEDIATE")
