"""Health, readiness and figures: what programs are told, and what strangers are not."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from wiki import clock
from wiki.app import Site, assemble, create_app
from wiki.config import MetricsSettings
from wiki.outbox import Delivery

TOKEN = "a token for tests alone, and long enough"
_SAMPLE = re.compile(r'([a-zA-Z_:][\w:]*)(?:\{((?:\w+="(?:[^"\\]|\\.)*",?)*)\})? (\S+)')


@pytest.fixture
def measured(site: Site) -> Visitor:
    """A program that tells its figures to whoever brings the token."""
    settings = site.settings.model_copy(update={"metrics": MetricsSettings(token=SecretStr(TOKEN))})
    app = create_app(Site(settings, site.database, site.engine, site.passwords))
    app.testing = True
    return Visitor(app)


def told(visitor: Visitor) -> dict[str, float]:
    """Name and labels → figure; each line read as strictly as the format is written."""
    answer = visitor.get("/-/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.text.endswith("\n")
    figures: dict[str, float] = {}
    typed: list[str] = []
    for line in answer.text.splitlines():
        if line.startswith("#"):
            typed += re.findall(r"# TYPE (\w+) (?:counter|gauge|histogram)$", line)
            continue
        sample = _SAMPLE.fullmatch(line)
        assert sample, line
        assert any(sample[1].startswith(name) for name in typed), line
        key = line.rpartition(" ")[0]
        assert key not in figures, "twice"
        figures[key] = float(sample[3])
    assert len(typed) == len(set(typed))
    return figures


def test_health_is_told_to_everyone(stranger: Visitor) -> None:
    assert stranger.get("/-/health").get_json() == {"status": "ok"}


def test_a_site_in_order_is_ready(stranger: Visitor) -> None:
    answer = stranger.get("/-/ready")
    assert answer.status_code == 200
    assert answer.get_json() == {
        "status": "ready", "database": "ok", "schema": "ok", "index": "ok", "outbox": "ok",
    }  # fmt: skip


def _other_version(session: Session) -> None:
    session.execute(text("UPDATE alembic_version SET version_num = '0000'"))


def _never_prepared(session: Session) -> None:
    session.execute(text("DROP TABLE alembic_version"))


def _nobody_delivers(session: Session) -> None:
    session.add(_delivery(waiting_for=timedelta(minutes=6)))


def _delivery(
    *, waiting_for: timedelta, leased_until: timedelta | None = None, dead: bool = False
) -> Delivery:
    now = clock.now()
    return Delivery(
        handler="search.index",
        event="PageSaved",
        payload="{}",
        recorded_at=now - waiting_for,
        due_at=now - waiting_for,
        attempts=0,
        leased_until=now + leased_until if leased_until else None,
        dead_at=now if dead else None,
    )


@pytest.mark.parametrize(
    ("harm", "part", "word"),
    [
        (_other_version, "schema", "other version"),
        (_never_prepared, "database", "away"),
        (_nobody_delivers, "outbox", "stuck"),
    ],
)
def test_what_is_not_ready_is_named(
    site: Site, stranger: Visitor, harm: Callable[[Session], None], part: str, word: str
) -> None:
    with site.database.writing() as session:
        harm(session)
        session.commit()
    answer = stranger.get("/-/ready")
    assert answer.status_code == 503
    assert answer.get_json()["status"] == "not ready"
    assert answer.get_json()[part] == word


def test_an_index_that_is_gone_is_named(site: Site, app: Flask) -> None:
    site.engine.close()
    shutil.rmtree(site.settings.index_folder)
    anew = assemble(site.settings)
    answer = Visitor(create_app(anew)).get("/-/ready")
    assert answer.status_code == 503
    assert answer.get_json()["index"] == "unusable"
    anew.database.close()


def test_what_waits_while_a_worker_is_at_it_is_not_stuck(site: Site, stranger: Visitor) -> None:
    """An import of ten thousand pages waits for long, and all is well; what was given up waits for a person."""
    with site.database.writing() as session:
        session.add(_delivery(waiting_for=timedelta(hours=1), leased_until=timedelta(seconds=10)))
        session.add(_delivery(waiting_for=timedelta(hours=1)))
        session.add(_delivery(waiting_for=timedelta(days=9), dead=True))
        session.commit()
    assert stranger.get("/-/ready").status_code == 200


@pytest.mark.parametrize(
    "brought",
    [None, "", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer ", f"bearer {TOKEN}", "Bearer é"],
)
def test_figures_are_for_whoever_brings_the_token(measured: Visitor, brought: str | None) -> None:
    """To others there is nothing there, not even a refusal."""
    headers = {"Authorization": brought} if brought is not None else {}
    refused = measured.get("/-/metrics", headers=headers)
    assert refused.status_code == 404
    assert "relais_" not in refused.text
    assert measured.get("/-/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


@pytest.mark.parametrize("brought", ["Bearer ", f"Bearer {TOKEN}", "Bearer None"])
def test_without_a_token_in_the_settings_nobody_is_told(visitors: Visitors, cast: Cast, brought: str) -> None:
    assert visitors.dana.get("/-/metrics", headers={"Authorization": brought}).status_code == 404


def test_requests_are_counted_by_the_template_of_their_address(measured: Visitor, cast: Cast) -> None:
    cast.page("Une page secrète")
    measured.sign_in("bob")
    for _ in range(3):
        assert measured.get(f"/{cast.space}/une-page-secrete").status_code == 200
    measured.get(f"/{cast.space}/absente")
    figures = told(measured)
    page = 'route="/<space>/<slug>"'
    assert figures[f'relais_requests_total{{{page},method="GET",status="2xx"}}'] == 3
    assert figures[f'relais_requests_total{{{page},method="GET",status="4xx"}}'] == 1
    assert figures[f"relais_request_seconds_count{{{page}}}"] == 4
    assert figures[f'relais_request_seconds_bucket{{{page},le="+Inf"}}'] == 4
    assert figures[f"relais_request_seconds_sum{{{page}}}"] > 0
    assert not [key for key in figures if "secrete" in key or "absente" in key]


def test_the_classes_of_a_histogram_add_up(measured: Visitor) -> None:
    for _ in range(5):
        measured.get("/-/health")
    buckets = [
        figure for key, figure in told(measured).items()
        if key.startswith('relais_request_seconds_bucket{route="/-/health"')
    ]  # fmt: skip
    assert buckets == sorted(buckets)
    assert buckets[-1] == 5


def test_the_state_of_the_site_is_told(measured: Visitor, site: Site, cast: Cast) -> None:
    cast.page("Une page")
    cast.index()
    with site.database.writing() as session:
        session.add(_delivery(waiting_for=timedelta(minutes=2)))
        session.add(_delivery(waiting_for=timedelta(days=9), dead=True))
        session.commit()
    before = told(measured)
    measured.sign_in("bob")
    figures = told(measured)
    assert figures["relais_sessions"] == before["relais_sessions"] + 1
    assert figures['relais_accounts{state="open"}'] >= len(cast.ids)
    assert figures['relais_accounts{state="closed"}'] == 0
    assert figures['relais_outbox_deliveries{state="waiting"}'] >= 1
    assert figures['relais_outbox_deliveries{state="dead"}'] == 1
    assert 119 < figures["relais_outbox_oldest_seconds"] < 600
    assert figures["relais_index_documents"] >= 1
    assert figures["relais_database_bytes"] > 10_000
    assert figures["process_start_time_seconds"] <= clock.now().timestamp()
    assert [key for key in figures if key.startswith("relais_build_info{version=")]
