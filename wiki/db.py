"""The engine, the Session and what the tables share. SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Mapping
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import PoolProxiedConnection

from auth.models import SEPARATOR, Base, UtcDateTime, joined
from auth.statements import AnySelect, added, first_row, rows, run
from wiki.errors import RelaisError

__all__ = [
    "SEPARATOR",
    "AnyRow",
    "AnySelect",
    "Base",
    "Database",
    "NewerSchema",
    "OutdatedSchema",
    "Session",
    "UtcDateTime",
    "added",
    "first_row",
    "joined",
    "rows",
    "run",
    "upsert",
    "upsert_if",
]

# The migration that this code needs; a test holds it to the head of wiki/migrations.
SCHEMA = "0014"

# How long a writer waits for its turn, in seconds, and how long between two tries.
BUSY_TIMEOUT = 10
BETWEEN_TRIES = 0.001


class OutdatedSchema(RelaisError):
    """The database is not at the version this program needs (%(found)s instead of %(needed)s). Run: relais migrate"""

    status = 503


class NewerSchema(RelaisError):
    """The database is at version %(found)s, newer than this program (%(needed)s): use the program that made it."""

    status = 503


class Database:
    """Two ways to begin: `reading()` never waits for writers, `writing()` takes its turn at once.

    SQLite lets one writer in at a time. A transaction that reads first and writes later may find that another
    wrote in between, and fails without waiting; hence BEGIN IMMEDIATE for all that may write, and an engine of its
    own, whose connections cannot write, for all that reads.
    """

    def __init__(self, url: str) -> None:
        if url.startswith("sqlite"):
            self.engine = _sqlite(url, _take_turn, "busy_timeout=0")
            self.reader = _sqlite(url, _look, f"busy_timeout={BUSY_TIMEOUT * 1000}", "query_only=ON")
        else:
            self.engine = self.reader = create_engine(
                url, pool_pre_ping=True, pool_size=8, max_overflow=8, hide_parameters=True
            )
        self._write = sessionmaker(self.engine)

    def reading(self) -> Session:
        return Reading(self.reader.connect())

    def writing(self) -> Session:
        return self._write()

    @property
    def embedded(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def require_schema(self) -> None:
        """Refuse an older or newer database than this program knows.

        :raises OutdatedSchema: with the command to type.
        :raises NewerSchema: no command helps.
        """
        found = self.refuse_newer()
        if found != SCHEMA:
            raise OutdatedSchema(found=found or "an empty database", needed=SCHEMA)

    def refuse_newer(self) -> str | None:
        """The migration that the database is at.

        :raises NewerSchema: when this program does not know it.
        """
        found = self.schema()
        if found is not None and found > SCHEMA:
            raise NewerSchema(found=found, needed=SCHEMA)
        return found

    def schema(self) -> str | None:
        """The migration that the database is at, None when it was never prepared."""
        with self.engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
            return version

    def forget_connections(self) -> None:
        """In a process just forked: a connection that two processes hold would mix their answers."""
        for engine in (self.engine, self.reader):
            engine.dispose(close=False)

    def close(self) -> None:
        for engine in (self.engine, self.reader):
            engine.dispose()


class Reading(Session):
    """A Session over a connection that it holds from its beginning to its end: what reads past the unit of work
    gets it at once."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._open = connection

    def connection(self, *args: Any, **options: Any) -> Connection:
        return super().connection(*args, **options) if args or options else self._open

    def close(self) -> None:
        if self.in_transaction():  # of its own: what read past the unit of work left nothing there
            super().close()
        self._open.close()


# A row of a statement whose columns are known to the code around it and not to the type.
AnyRow = Row[*tuple[Any, ...]]


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


def _look(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")


def _take_turn(connection: sqlite3.Connection) -> None:
    """Wait to be the one who writes. SQLite's own waiting sleeps up to a tenth of a second at a time, in which nobody
    may be writing: eight editors then save half as much."""
    until = time.monotonic() + BUSY_TIMEOUT
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(BETWEEN_TRIES)
        else:
            return


def _sqlite(url: str, begin: Callable[[sqlite3.Connection], None], *pragmas: str) -> Engine:
    """An engine whose transactions begin in this way."""
    engine = create_engine(url, connect_args={"check_same_thread": False}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, record: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself; `do_begin` below does
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # a government record survives a power cut
            "foreign_keys=ON",
            "temp_store=MEMORY",
            "cache_size=-8000",
            *pragmas,
        ):
            connection.execute(f"PRAGMA {pragma}")

    def do_begin(connection: PoolProxiedConnection) -> None:
        begin(cast(sqlite3.Connection, connection.driver_connection))

    # Not by an event: an engine that listens to one pays for all of them at each statement.
    engine.dialect.do_begin = do_begin  # type: ignore[assignment]  # the dialect is this engine's own
    return engine
