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
    session.add(Grant(space_id=1, word="account:999", role="steward", given_at=clock.now()))


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


def _fit_for_production(relais: Operator) -> Operator:
    relais.environment |= {
        "RELAIS_SERVER__SECURE": "true",
        "RELAIS_SERVER__PROXIES": "1",
        "RELAIS_SERVER__HOSTS": '["relais.test"]',
    }
    return relais


def test_a_site_that_is_fit_for_production_passes(guide: Operator) -> None:
    assert "!" not in _fit_for_production(guide)("check", "--production").stdout


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SECRET_KEY", "court", "secret_key"),
        ("SERVER__SECURE", "false", "server.secure"),
        ("SERVER__PROXIES", "0", "server.proxies"),
        ("SERVER__HOSTS", "[]", "server.hosts"),
        ("METRICS__TOKEN", "court", "metrics.token"),
    ],
)
def test_in_production_what_is_unsafe_is_a_failure(guide: Operator, name: str, value: str, told: str) -> None:
    """And no more than a warning elsewhere."""
    _fit_for_production(guide).environment[f"RELAIS_{name}"] = value
    (warning,) = [line for line in guide("check").stdout.splitlines() if line.startswith("!")]
    assert told in warning
    assert "✓" not in guide("check", "--production", code=1).stdout


def test_a_folder_that_others_can_look_into_is_unsafe(guide: Operator) -> None:
    _fit_for_production(guide).data.chmod(0o750)
    assert f"chmod 700 {guide.data}" in guide("check", "--production", code=1).stdout
    guide.data.chmod(0o700)
    guide("check", "--production")


def test_accounts_whose_password_everybody_knows_are_unsafe(guide: Operator) -> None:
    _fit_for_production(guide)
    guide("demo")
    assert "demo --remove" in guide("check", "--production", code=1).stdout


def test_an_older_database_is_refused_with_the_command_to_type(guide: Operator) -> None:
    with guide.database() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    assert "relais migrate" in guide("check", code=1).stderr
