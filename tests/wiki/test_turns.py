"""Two who write to the embedded database at once: the second waits, and is told when it takes too long."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from tests.factories import Cast
from tests.visitor import Visitors
from tests.wiki.pages.writing import address_of, opened
from wiki import db
from wiki.db import Database


@pytest.fixture(autouse=True)
def embedded(cast: Cast) -> Database:
    if not cast.site.database.embedded:
        pytest.skip("PostgreSQL lets both write")
    return cast.site.database


def test_who_comes_second_writes_when_the_first_has_done(embedded: Database) -> None:
    first = embedded.writing()
    first.execute(text("UPDATE space SET title = 'Premier'"))
    began, seen = threading.Event(), []

    def second() -> None:
        began.set()
        with embedded.writing() as session:
            seen.extend(session.scalars(text("SELECT title FROM space")))

    other = threading.Thread(target=second)
    other.start()
    began.wait()
    assert not seen
    first.commit()
    other.join()
    assert set(seen) == {"Premier"}
    first.close()


def test_whoever_waits_too_long_is_told_and_keeps_the_words(
    embedded: Database, cast: Cast, visitors: Visitors, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = address_of(cast, cast.page("Sous clé", "Le texte.\n"))
    form = opened(visitors.bob, f"{page}/-/edit") | {"body": "Des mots qui attendent."}
    form["csrf_token"] = visitors.bob.token(f"{page}/-/edit")
    monkeypatch.setattr(db, "BUSY_TIMEOUT", 0)
    with embedded.writing() as first:
        first.execute(text("UPDATE space SET title = title"))
        answer = visitors.bob.client.post(f"{page}/-/edit", data=form)
        assert answer.status_code == 503
        assert "Des mots qui attendent." in answer.text
    assert visitors.bob.client.post(f"{page}/-/edit", data=form).status_code == 303


def test_what_reads_cannot_write(embedded: Database) -> None:
    with embedded.reading() as session, pytest.raises(OperationalError, match="readonly"):
        session.execute(text("UPDATE space SET title = 'Autre'"))
    with embedded.writing() as session:
        session.execute(text("UPDATE space SET title = 'Autre'"))
