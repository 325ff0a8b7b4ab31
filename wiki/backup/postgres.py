"""A PostgreSQL database, by PostgreSQL's own programs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import text

from wiki import clock
from wiki.backup.errors import BackupAltered, DatabaseInUse, ProgramFailed, ProgramMissing
from wiki.db import Database

_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend'"
)


def copy(database: Database, target: Path) -> None:
    """The database as it is at one instant. Writers go on meanwhile."""
    _run(
        database,
        "pg_dump",
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        "--schema=public",
        f"--file={target}",
    )


def verify(file: Path) -> None:
    """Read a dump from end to end.

    :raises BackupAltered: when it cannot be.
    """
    try:
        _output("pg_restore", f"--file={os.devnull}", str(file))
    except ProgramFailed as error:
        raise BackupAltered(file=file.name, what=error) from None


def replace(database: Database, new: Path, *, keep: bool) -> str | None:
    """Put the dump in the place of what the database holds. Returns the schema in which that is when it is to be kept.

    :raises DatabaseInUse: when another process is connected to it.
    """
    database.close()
    aside = f"replaced_{clock.now():%Y%m%dT%H%M%S%f}".lower()
    with database.engine.begin() as connection:
        if connection.scalar(_OTHERS):
            raise DatabaseInUse
        connection.execute(text(f"ALTER SCHEMA public RENAME TO {aside}"))
    database.close()
    try:
        # What the dump holds makes the schema anew, whole or not at all.
        with database.engine.begin() as connection:
            connection.execute(text("CREATE SCHEMA public"))
        _run(database, "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges",
             "--schema=public", "--dbname=" + _name(database), str(new))  # fmt: skip
    except BaseException:
        with database.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA IF EXISTS public CASCADE"))
            connection.execute(text(f"ALTER SCHEMA {aside} RENAME TO public"))
        raise
    if keep:
        return aside
    with database.engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {aside} CASCADE"))
    return None


def _name(database: Database) -> str:
    return database.engine.url.database or ""


def _run(database: Database, program: str, *options: str) -> None:
    """Run a program of PostgreSQL on this database; passwords go by the environment, which others cannot read."""
    url = database.engine.url
    given = {
        "PGHOST": url.host,
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    _output(program, *options, **{name: str(value) for name, value in given.items() if value})


def _output(program: str, *options: str, **environment: str) -> None:
    path = shutil.which(program) or _on_debian(program)
    if path is None:
        raise ProgramMissing(program=program)
    done = subprocess.run(  # noqa: S603 (a program of PostgreSQL, without a shell)
        [path, *options], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ProgramFailed(program=program, reason=" ".join(done.stderr.split())[:500])


def _on_debian(program: str) -> str | None:
    """Debian keeps the programs of the server out of the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)
    return str(found[0]) if found else None
