"""Verify a backup to its last byte, then put it in the place of what there is, which is kept aside."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select

from auth.models import Account, WebSession
from wiki.backup import archive, postgres, sqlite
from wiki.backup.archive import Manifest
from wiki.backup.errors import BackupAltered, BackupTooNew, OtherDatabase, TargetNotEmpty
from wiki.backup.making import DATABASE
from wiki.db import SCHEMA, Database
from wiki.migrations import upgrade
from wiki.parts.spaces.models import Space


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place, and where what was there before is kept."""

    manifest: Manifest
    aside: str | None


def restore_backup(database: Database, scratch: Path, file: Path, *, force: bool = False) -> Restored:
    """Put the backup in the place of the database, brought to this program's schema; everybody signs in again.
    `scratch` is a folder on the disk of the database. The index is to be built anew afterwards.

    :raises BackupAltered, BackupTooNew, OtherDatabase: nothing was replaced.
    :raises TargetNotEmpty: when there is something to lose and not `force`.
    """
    with tempfile.TemporaryDirectory(dir=scratch, prefix=".restore-") as folder:
        manifest = archive.extract(file, Path(folder))
        new = Path(folder) / DATABASE
        _verify(database, manifest, new)
        held = _holds_something(database)
        if held and not force:
            raise TargetNotEmpty
        aside = (sqlite if database.embedded else postgres).replace(database, new, keep=held)
    upgrade(database.engine)
    with database.writing() as session:
        # Whoever was signed out since the backup was made must not be signed in by it.
        session.execute(delete(WebSession))
        session.commit()
    return Restored(manifest, str(aside) if aside else None)


def _verify(database: Database, manifest: Manifest, new: Path) -> None:
    if manifest.database != database.engine.dialect.name:
        raise OtherDatabase(found=manifest.database, wanted=database.engine.dialect.name)
    if manifest.schema > SCHEMA:
        raise BackupTooNew(found=manifest.schema, known=SCHEMA)
    if not database.embedded:
        postgres.verify(new)
    elif sqlite.verify(new) != manifest.schema:
        raise BackupAltered(file=new.name, what="schema")


def _holds_something(database: Database) -> bool:
    if database.schema() is None:
        return False
    with database.reading() as session:
        return any(session.scalar(select(table.id).limit(1)) is not None for table in (Account, Space))
