"""An embedded database copied while others write, and put in the place of another."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from wiki import clock
from wiki.backup.errors import BackupAltered, DatabaseInUse
from wiki.db import Database


def copy(database: Database, target: Path) -> None:
    """The database as it is at one instant. Writers go on meanwhile."""
    with closing(sqlite3.connect(target)) as whole:
        with database.reader.connect() as connection:
            source: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]  # of SQLite here
            source.backup(whole)
        # Without a log of its own beside it, the file is all there is.
        whole.execute("PRAGMA journal_mode=DELETE")
    verify(target)


def verify(file: Path) -> str:
    """The schema of a database that was read from end to end.

    :raises BackupAltered: when anything in it is damaged.
    """
    with closing(sqlite3.connect(f"file:{file}?mode=ro&immutable=1", uri=True)) as opened:
        try:
            found = opened.execute("PRAGMA integrity_check(1)").fetchone()[0]
            dangling = opened.execute("PRAGMA foreign_key_check").fetchone()
            schema: str = opened.execute("SELECT version_num FROM alembic_version").fetchone()[0]
        except (sqlite3.DatabaseError, TypeError) as error:
            raise BackupAltered(file=file.name, what=error) from None
    if found != "ok" or dangling:
        raise BackupAltered(file=file.name, what=found if found != "ok" else f"foreign key: {dangling[0]}")
    return schema


def replace(database: Database, new: Path, *, keep: bool) -> Path | None:
    """Put this file in the place of the database. Returns where the old one is when it is to be kept.

    :raises DatabaseInUse: when another process has it open.
    """
    database.close()
    place = Path(str(database.engine.url.database))
    aside = None
    if place.exists():
        _close_for_others(place)
        if keep:
            aside = place.with_name(f"{place.name}.replaced-{clock.now():%Y%m%dT%H%M%S%f}")
            place.rename(aside)
    new.replace(place)
    return aside


def _close_for_others(place: Path) -> None:
    """Bring the log into the file. SQLite only leaves its log when nobody else has the database open."""
    with closing(sqlite3.connect(place, isolation_level=None, timeout=1)) as alone:
        try:
            mode = alone.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        except sqlite3.OperationalError as error:
            raise DatabaseInUse from error
    if mode != "delete":
        raise DatabaseInUse
