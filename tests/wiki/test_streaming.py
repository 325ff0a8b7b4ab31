"""Exports leave while they are made: what is in memory does not grow with them."""

from __future__ import annotations

import json
import tracemalloc
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from tests.factories import Cast
from tests.statements import counted
from tests.visitor import Visitors
from wiki import clock, worker
from wiki.parts.audit.models import AuditEntry
from wiki.parts.moderation.models import Decision, Incident
from wiki.web.streaming import CHUNK

MANY = 100_000
MOST = 24 * 1024 * 1024  # bytes at once, of exports that are longer


def entries(cast: Cast, count: int) -> None:
    now = clock.now()
    row = {
        "at": now,
        "act": "PageSaved",
        "actor_id": 1,
        "actor_name": "Dana Tremblay",
        "details": "{}",
        "seal": "0" * 64,
    }
    with cast.site.database.writing() as session:
        for _ in range(count // 1000):
            session.execute(insert(AuditEntry), [row] * 1000)
        session.commit()


def sent(visitor: Any, where: str, **data: str) -> tuple[int, int, int, int]:
    """How many lines, characters and pieces came, and the most memory that they took at once."""
    token = visitor.token("/-/search")
    answer = visitor.client.post(
        where, data={"csrf_token": token, "justification": "Essai", **data}, buffered=False
    )
    assert answer.status_code == 200
    lines = size = pieces = 0
    tracemalloc.start()
    for piece in answer.iter_encoded():
        lines, size, pieces = lines + piece.count(b"\n"), size + len(piece), pieces + 1
        assert len(piece) < 4 * CHUNK
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    answer.close()
    return lines, size, pieces, most


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_long_journal_leaves_in_pieces(visitors: Visitors, cast: Cast, form: str) -> None:
    """100,000 entries: some hundred pieces, and of the memory a small part of what was sent."""
    assert visitors.admin.get("/-/audit").status_code == 200
    entries(cast, MANY)
    lines, size, pieces, most = sent(visitors.admin, "/-/audit", format=form)
    assert lines >= MANY
    assert pieces > 100
    assert most < min(MOST, size)


def test_the_journal_knows_of_an_export_before_it_leaves(visitors: Visitors, cast: Cast) -> None:
    visitors.admin.get("/")
    token = visitors.admin.token("/-/search")
    answer = visitors.admin.client.post(
        "/-/audit", data={"csrf_token": token, "justification": "Essai", "format": "csv"}, buffered=False
    )
    answer.close()  # nothing of it was read
    worker.drain(cast.site.database)
    with cast.site.database.reading() as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
        assert (last.act, json.loads(last.details)["justification"]) == ("JournalExported", "Essai")


def test_decisions_and_incidents_are_read_a_batch_at_a_time(visitors: Visitors, cast: Cast) -> None:
    """All of them, in a number of statements that is that of the batches; each export stands in the journal."""
    visitors.admin.get("/")
    count, now = 1200, clock.now()
    decision = {
        "item_kind": "page",
        "item_id": 1,
        "title": "=x",
        "author_name": "Bob",
        "actor_name": "Dana",
        "action": "hide",
        "made_at": now,
    }
    incident = {
        "item_kind": "page",
        "item_id": 1,
        "title": "x",
        "author_name": "Bob",
        "shown_at": now - timedelta(days=1),
        "opened_at": now,
    }
    with cast.site.database.writing() as session:
        session.execute(insert(Decision), [decision] * count)
        session.execute(insert(Incident), [incident] * count)
        session.commit()
    for where in ("/-/decisions/export", "/-/incidents/export"):
        with counted(cast.site.database) as said:
            lines, *_ = sent(visitors.admin, where)
        assert lines == count + 1
        assert len(said) < 20
    worker.drain(cast.site.database)
    with cast.site.database.reading() as session:
        exported = select(AuditEntry.act, func.count()).where(AuditEntry.act.endswith("Exported"))
        assert dict(session.execute(exported.group_by(AuditEntry.act)).all()) == {
            "DecisionsExported": 1,
            "IncidentsExported": 1,
        }
