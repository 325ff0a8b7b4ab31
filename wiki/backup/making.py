"""Make a backup while the site serves."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import wiki
from wiki import clock
from wiki.backup import archive, postgres, sqlite
from wiki.backup.archive import Manifest
from wiki.backup.errors import BackupExists
from wiki.db import Database

DATABASE = "database"
SETTINGS = "settings.toml"


def make_backup(database: Database, settings: str, file: Path) -> Manifest:
    """Write the database as it is at one instant, and the settings (text without secrets), into one new file.

    :raises BackupExists: nothing is overwritten.
    """
    if file.exists():
        raise BackupExists(file=file)
    database.require_schema()
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
