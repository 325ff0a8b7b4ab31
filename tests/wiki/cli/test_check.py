"""`relais check` finds what was tampered with, hangs in the air or was given up, and fails then (parts 3 and 9)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.wiki.importing.sources import GUIDE, jsonl
from tests.wiki.operator import Operator
from wiki import clock
from wiki.access.models import Grant
from wiki.outbox import Delivery
from wiki.parts.revisions.models import Rendering, Revision
from wiki.parts.tags.models import Tag


@pytest.fixture
def guide(relais: Operator, tmp_path: Path) -> Operator:
    file = jsonl(tmp_path / "guide.jsonl", GUIDE)
    relais("import", "jsonl", file, "--space", "inspection", "--create-space")
    return relais


def test_a_site_in_order_passes(guide: Operator) -> None:
    assert "✗" not in guide("check").stdout


def _change_a_word(session: Session) -> None:
    session.execute(update(Revision).where(Revision.id == 2).values(body="D’autres mots."))


def _tag_nothing(session: Session) -> None:
    session.add(Tag(item_kind="page", item_id=999, key="rien", label="rien"))


def _tag_the_unknown(session: Session) -> None:
    session.add(Tag(item_kind="dragon", item_id=1, key="rien", label="rien"))


def _lose_a_rendering(session: Session) -> None:
    session.delete(session.get_one(Rendering, session.scalar(select(Revision.id).limit(1))))


def _grant_to_nobody(session: Session) -> None:
    session.add(Grant(space_id=1, word="account:999", role="steward"))


def _give_up(session: Session) -> None:
    at = clock.now()
    session.add(
        Delivery(
            handler="search.index", event="PageSaved", payload="{}", recorded_at=at, due_at=at, attempts=8,
            error="Boom: it broke\nmore", dead_at=at,
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (_change_a_word, "page 2"),
        (_tag_nothing, "1 rows of table tag are about a page"),
        (_tag_the_unknown, "about a dragon"),
        (_lose_a_rendering, "never rendered"),
        (_grant_to_nobody, "account:999"),
        (_give_up, "Boom: it broke"),
    ],
)
def test_each_harm_is_one_sentence_and_a_failure(
    guide: Operator, harm: Callable[[Session], None], told: str
) -> None:
    with guide.database() as session:
        harm(session)
    wrong = [line for line in guide("check", code=1).stdout.splitlines() if line.startswith("✗")]
    assert len(wrong) == 1, wrong
    assert told in wrong[0]


def test_an_index_that_differs_from_the_database_is_told(guide: Operator) -> None:
    with guide.database() as session:
        page = session.scalars(select(Revision.item_id).where(Revision.number == 1)).first()
        session.execute(update(Revision.metadata.tables["page"]).values(deleted_at=clock.now()))
    wrong = guide("check", code=1).stdout
    assert page is not None
    assert "5 documents too many" in wrong
    guide("reindex")
    assert "index" not in guide("check").stdout


def test_weak_settings_are_warnings_and_no_failure(guide: Operator) -> None:
    guide.environment["RELAIS_SECRET_KEY"] = "short"
    assert "! The secret_key" in guide("check").stdout


def test_an_older_database_is_refused_with_the_command_to_type(guide: Operator) -> None:
    with guide.database() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    assert "relais migrate" in guide("check", code=1).stderr
