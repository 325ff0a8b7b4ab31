"""The engine, the Session and what the tables share. SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Row, Select, create_engine, event, inspect, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import PoolProxiedConnection

from auth.models import SEPARATOR, Base, UtcDateTime, joined
from wiki.errors import RelaisError

__all__ = [
    "SEPARATOR",
    "AnyRow",
    "AnySelect",
    "Base",
    "Database",
    "OutdatedSchema",
    "Session",
    "UtcDateTime",
    "joined",
    "rows",
    "upsert",
]

# The migration that this code needs; a test holds it to the head of wiki/migrations.
SCHEMA = "0001"

# How long a writer waits for its turn, in milliseconds.
BUSY_TIMEOUT = 10_000


class OutdatedSchema(RelaisError):
    """The database is not at the version this program needs (%(found)s instead of %(needed)s). Run: relais migrate"""

    status = 503


class Database:
    """Two ways to begin: `reading()` never waits for writers, `writing()` takes its turn at once.

    SQLite lets one writer in at a time. A transaction that reads first and writes later may find that another
    wrote in between, and fails without waiting; hence BEGIN IMMEDIATE for all that may write, and an engine of its
    own, whose connections cannot write, for all that reads.
    """

    def __init__(self, url: str) -> None:
        if url.startswith("sqlite"):
            self.engine = _sqlite(url, "BEGIN IMMEDIATE")
            self.reader = _sqlite(url, "BEGIN", "query_only=ON")
        else:
            self.engine = self.reader = create_engine(url, pool_pre_ping=True, pool_size=8, max_overflow=8)
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
        super().close()
        self._open.close()


# A statement, and a row of it, whose columns are known to the code around it and not to the type.
AnySelect = Select[*tuple[Any, ...]]
AnyRow = Row[*tuple[Any, ...]]


def rows(session: Session, statement: AnySelect, values: Mapping[str, Any]) -> CursorResult[*tuple[Any, ...]]:
    """The rows of a statement built once, in the session's transaction but past its unit of work: the short way
    of a read, at two thirds of the cost."""
    return session.connection().execute(statement, values)


def upsert(session: Session, model: type[Base], keys: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Insert the row, or change the one that has these keys: two at once never collide."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(model).values(**keys, **values)
    session.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=dict(values)))


def _sqlite(url: str, begin: str, *pragmas: str) -> Engine:
    """An engine whose transactions begin with this statement."""
    engine = create_engine(url, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, record: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself; `do_begin` below does
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # a government record survives a power cut
            f"busy_timeout={BUSY_TIMEOUT}",
            "foreign_keys=ON",
            "temp_store=MEMORY",
            "cache_size=-8000",
            *pragmas,
        ):
            connection.execute(f"PRAGMA {pragma}")

    def do_begin(connection: PoolProxiedConnection) -> None:
        connection.driver_connection.execute(begin)  # type: ignore[union-attr]  # it is connected, since it begins

    # Not by an event: an engine that listens to one pays for all of them at each statement.
    engine.dialect.do_begin = do_begin  # type: ignore[assignment]  # the dialect is this engine's own
    return engine
