"""The journal as it is read, and whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from wiki.parts.audit.models import AuditEntry, AuditHead, SecurityEntry
from wiki.parts.audit.sealing import BEGINNING, sealed

_BATCH = 1000  # entries read at once


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the journal is asked for; None is everything."""

    space_id: int | None = None
    act: str | None = None
    actor_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def entries(session: Session, filters: Filters, *, before: int | None, limit: int) -> Sequence[AuditEntry]:
    """The newest entries that pass the filters, of those before the one of this id."""
    wanted = _filtered(filters).order_by(AuditEntry.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(AuditEntry.id < before)
    return session.scalars(wanted).all()


def every_entry(session: Session, filters: Filters) -> Iterator[AuditEntry]:
    """All entries that pass the filters, oldest first, read a batch at a time."""
    last = 0
    while batch := session.scalars(
        _filtered(filters).where(AuditEntry.id > last).order_by(AuditEntry.id).limit(_BATCH)
    ).all():
        yield from batch
        last = batch[-1].id
        session.expunge_all()


def _filtered(filters: Filters) -> Select[AuditEntry]:
    wanted = select(AuditEntry)
    for column, value in (
        (AuditEntry.space_id, filters.space_id),
        (AuditEntry.act, filters.act),
        (AuditEntry.actor_id, filters.actor_id),
    ):
        if value is not None:
            wanted = wanted.where(column == value)
    if filters.since is not None:
        wanted = wanted.where(AuditEntry.at >= filters.since)
    if filters.until is not None:
        wanted = wanted.where(AuditEntry.at <= filters.until)
    return wanted


def acts(session: Session, space_id: int | None) -> Sequence[str]:
    """What was ever done, by the names of the events."""
    wanted = select(AuditEntry.act).distinct().order_by(AuditEntry.act)
    return session.scalars(
        wanted if space_id is None else wanted.where(AuditEntry.space_id == space_id)
    ).all()


def broken_at(session: Session) -> int | None:
    """The id of the first entry that does not follow from the one before it, 0 when some are missing at the end;
    None when the journal is whole."""
    seal, number = BEGINNING, 0
    for entry in every_entry(session, Filters()):
        if sealed(entry, seal) != entry.seal:
            return entry.id
        seal, number = entry.seal, number + 1
    head = session.get(AuditHead, 1)
    if head is None:
        return 0 if number else None
    return None if (head.seal, head.entries) == (seal, number) else 0


def addresses(session: Session, *, before: int | None, limit: int) -> Sequence[SecurityEntry]:
    """From where people signed in or tried to, the newest first."""
    wanted = select(SecurityEntry).order_by(SecurityEntry.id.desc()).limit(limit)
    return session.scalars(wanted if before is None else wanted.where(SecurityEntry.id < before)).all()
