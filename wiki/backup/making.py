"""Make a backup while the site serves."""

from __future__ import annotations

import os
import sqlite3 as sqlite_driver
import tempfile
from pathlib import Path

import wiki
from wiki import clock
from wiki.backup import archive, postgres, sqlite
from wiki.backup.archive import Manifest
from wiki.backup.errors import BackupExists, BackupUnwritable
from wiki.db import Database
from wiki.system import database_reason_of, reason_of

DATABASE = "database"
SETTINGS = "settings.toml"


def make_backup(database: Database, settings: str, file: Path) -> Manifest:
    """Write the database as it is at one instant, and the settings (text without secrets), into one new file.

    :raises BackupExists: nothing is overwritten.
    :raises BackupUnwritable: the disk is full, the folder is not there or is closed to this account.
    """
    if file.exists():
        raise BackupExists(file=file)
    database.require_schema()
    try:
        return _make(database, settings, file)
    except OSError as error:
        raise BackupUnwritable(file=file, reason=reason_of(error)) from error
    except sqlite_driver.OperationalError as error:
        raise BackupUnwritable(file=file, reason=database_reason_of(error)) from error


def _make(database: Database, settings: str, file: Path) -> Manifest:
    folder = file.absolute().parent
    with tempfile.TemporaryDirectory(dir=folder, prefix=".relais-") as scratch:
        parts = {DATABASE: Path(scratch) / DATABASE, SETTINGS: Path(scratch) / SETTINGS}
        parts[SETTINGS].write_text(settings, encoding="utf-8")
        (sqlite if database.embedded else postgres).copy(database, parts[DATABASE])
        manifest = Manifest(
            made_at=clock.now().isoformat(timespec="seconds"),
            version=wiki.__version__,
            schema=database.schema() or "",
            database=database.engine.dialect.name,
            files={name: archive.digest_of(path) for name, path in parts.items()},
        )
        whole = Path(scratch) / "whole"
        with open(whole, "x+b", opener=_private) as target:
            archive.write(target, manifest, parts)
            os.fsync(target.fileno())
        whole.rename(file)  # in place whole or not at all
    return manifest


def _private(path: str, flags: int) -> int:
    """Readable by the account that makes it alone: it holds what is in every space."""
    return os.open(path, flags, 0o600)
