"""Append to the journal. Only the worker does, one batch after the other, so that the chain has no two ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from wiki import clock
from wiki.db import Base, run
from wiki.outbox import Payload
from wiki.parts.audit.models import AuditEntry, AuditHead, SecurityEntry
from wiki.parts.audit.sealing import BEGINNING, Entry, details_of, sealed

Reference = tuple[str, int]


def note(session: Session, payloads: Sequence[Payload]) -> None:
    """Append an entry for each of these events, in their order."""
    head = session.get(AuditHead, 1, with_for_update=True)
    if head is None:
        head = AuditHead(id=1, entries=0, seal=BEGINNING)
        session.add(head)
    spaces = _spaces(session, payloads)
    rows: list[Mapping[str, Any]] = []
    seal = head.seal
    for payload in payloads:
        entry = _entry(payload, spaces)
        seal = sealed(entry, seal)
        rows.append({**entry._asdict(), "seal": seal})
    head.seal, head.entries = seal, head.entries + len(rows)
    run(session, _APPEND, rows)  # one by one: their ids must follow their order


_APPEND = insert(AuditEntry)


def _entry(payload: Mapping[str, Any], spaces: Mapping[Reference, int]) -> Entry:
    about = _about(payload)
    return Entry(
        at=datetime.fromisoformat(str(payload["at"])),
        act=str(payload["event"]),
        actor_id=payload.get("actor_id"),
        actor_name=str(payload.get("actor") or ""),
        space_id=payload.get("space_id") or (spaces.get(about) if about else None),
        about_kind=about[0] if about else None,
        about_id=about[1] if about else None,
        details=details_of(payload),
    )


def _about(payload: Mapping[str, Any]) -> Reference | None:
    """The item that the event is about: the first one that it names."""
    kind, ids = payload.get("kind"), payload.get("item_ids")
    return (str(kind), int(ids[0])) if kind and ids else None


def _spaces(session: Session, payloads: Sequence[Payload]) -> Mapping[Reference, int]:
    """Item → its space, of items that still have one; a kind's items stand in the table of its name."""
    ids: dict[str, set[int]] = defaultdict(set)
    for kind, item_id in filter(None, map(_about, payloads)):
        ids[kind].add(item_id)
    spaces: dict[Reference, int] = {}
    for kind, wanted in ids.items():
        table = Base.metadata.tables.get(kind)
        if table is not None and "space_id" in table.c:
            found = session.execute(select(table.c.id, table.c.space_id).where(table.c.id.in_(wanted)))
            spaces.update({(kind, item_id): space_id for item_id, space_id in found})
    return spaces


def note_address(
    session: Session,
    what: str,
    *,
    account_id: int | None,
    username: str,
    address: str | None,
    browser: str | None,
) -> None:
    """Write from where somebody signed in or tried to."""
    session.add(
        SecurityEntry(
            at=clock.now(),
            what=what,
            account_id=account_id,
            username=username[:200],
            address=address,
            browser=browser[:200] if browser else None,
        )
    )


def forget_addresses(session: Session, days: int) -> None:
    """Forget addresses that are older than so many days."""
    session.execute(delete(SecurityEntry).where(SecurityEntry.at < clock.now() - timedelta(days=days)))
