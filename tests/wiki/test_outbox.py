"""What follows from a change is delivered once, after the commit, and again when it fails."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import Cast
from tests.visitor import Visitors
from wiki import clock, outbox, worker
from wiki.db import Database
from wiki.kinds.pages.events import PageSaved
from wiki.outbox import BACK_OFF, LEASE, Event, LeaseLost, Outbox, Payload, record
from wiki.parts.tags.models import Tag


@dataclass(frozen=True, slots=True)
class Happened(Event):
    number: int


@dataclass
class Listener:
    """A handler that notes what it hears, and fails on the numbers it is told to."""

    heard: list[int] = field(default_factory=list)
    calls: list[list[int]] = field(default_factory=list)
    fails_on: set[int] = field(default_factory=set)

    def __call__(self, session: Session, payloads: Sequence[Payload]) -> None:
        numbers = [int(str(payload["number"])) for payload in payloads]
        self.calls.append(numbers)
        if self.fails_on & set(numbers):
            raise ValueError(f"not {numbers}\x00")
        self.heard += numbers


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Outbox:
    """An outbox to which nobody listens yet."""
    fresh = Outbox()
    monkeypatch.setattr(outbox, "OUTBOX", fresh)
    monkeypatch.setattr(worker, "OUTBOX", fresh)
    return fresh


@pytest.fixture
def listener(box: Outbox) -> Listener:
    made = Listener()
    box.subscribe("test.listener", [Happened], made)
    return made


@pytest.fixture
def database(databases: object, settings: object) -> Iterator[Database]:
    made = Database(settings.database)  # type: ignore[attr-defined]  # the fixture knows
    yield made
    made.close()


class Calendar:
    """The clock, held by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = clock.now()
        monkeypatch.setattr(clock, "now", lambda: self.at)

    def wait(self, seconds: float) -> datetime:
        self.at += timedelta(seconds=seconds)
        return self.at


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    return Calendar(monkeypatch)


def happen(database: Database, *numbers: int) -> None:
    with database.writing() as session:
        for number in numbers:
            record(session, Happened(number))
        session.commit()


def states(database: Database) -> tuple[int, int]:
    """How many deliveries wait, and how many were set aside."""
    with database.reading() as session:
        return outbox.waiting(session), len(outbox.dead_letters(session))


def test_delivered_after_the_commit_and_never_before(database: Database, listener: Listener) -> None:
    with database.writing() as session:
        record(session, Happened(1))
        session.flush()
        if not database.embedded:  # there, nobody else writes while somebody does
            worker.drain(database)
        assert listener.heard == []
        session.commit()
    worker.drain(database)
    worker.drain(database)
    assert listener.heard == [1]
    assert states(database) == (0, 0)


def test_what_is_rolled_back_never_happened(database: Database, listener: Listener) -> None:
    with database.writing() as session:
        record(session, Happened(1))
        session.flush()
        session.rollback()
    happen(database, 2)
    worker.drain(database)
    assert listener.heard == [2]


def test_an_event_that_nobody_follows_is_not_kept(database: Database, box: Outbox) -> None:
    happen(database, 1)
    assert states(database) == (0, 0)


def test_each_handler_gets_its_own_delivery_oldest_first(
    database: Database, box: Outbox, listener: Listener
) -> None:
    other = Listener()
    box.subscribe("test.other", [Happened], other, writes=False)
    happen(database, *range(250))
    worker.drain(database)
    assert listener.heard == other.heard == list(range(250))
    assert len(listener.calls) == 2


def test_a_poisoned_delivery_holds_nobody_up(
    database: Database, listener: Listener, calendar: Calendar
) -> None:
    listener.fails_on = {2}
    happen(database, 1, 2, 3)
    worker.drain(database)
    assert listener.heard == [1, 3]
    happen(database, 4)
    worker.drain(database)
    assert listener.heard == [1, 3, 4]
    assert states(database) == (1, 0)


def test_what_fails_is_tried_again_later_and_later_and_then_set_aside(
    database: Database, listener: Listener, calendar: Calendar
) -> None:
    listener.fails_on = {1}
    happen(database, 1)
    worker.drain(database)
    for tries, pause in enumerate(BACK_OFF, start=1):
        assert len(listener.calls) == tries
        calendar.wait(pause - 0.5)
        worker.drain(database)
        assert len(listener.calls) == tries
        calendar.wait(1)
        worker.drain(database)
    assert len(listener.calls) == 1 + len(BACK_OFF)
    assert states(database) == (0, 1)
    calendar.wait(10_000_000)
    worker.drain(database)
    assert len(listener.calls) == 1 + len(BACK_OFF)
    with database.reading() as session:
        [letter] = outbox.dead_letters(session)
        assert letter.error is not None
        assert letter.error.startswith("ValueError: not [1]")


def test_a_dead_letter_is_revived_and_goes_through_once_the_cause_is_gone(
    database: Database, listener: Listener, calendar: Calendar
) -> None:
    test_what_fails_is_tried_again_later_and_later_and_then_set_aside(database, listener, calendar)
    listener.fails_on = set()
    with database.writing() as session:
        [letter] = outbox.dead_letters(session)
        outbox.revive(session, letter.id)
        session.commit()
    worker.drain(database)
    assert listener.heard == [1]
    assert states(database) == (0, 0)


def test_what_a_dead_worker_held_is_free_when_its_lease_ends(
    database: Database, listener: Listener, calendar: Calendar
) -> None:
    happen(database, 1)
    with database.writing() as session:
        assert outbox.lease(session, ["test.listener"]) is not None
        session.commit()
    happen(database, 2)
    worker.drain(database)
    assert listener.heard == []  # in order: 2 does not overtake 1
    calendar.wait(LEASE.total_seconds() + 1)
    worker.drain(database)
    assert listener.heard == [1, 2]


def test_a_lease_that_is_renewed_does_not_end(
    database: Database, listener: Listener, calendar: Calendar
) -> None:
    happen(database, 1)
    with database.writing() as session:
        taken = outbox.lease(session, ["test.listener"])
        assert taken is not None
        session.commit()
        calendar.wait(LEASE.total_seconds() - 1)
        outbox.renew(session, taken)
        session.commit()
    calendar.wait(LEASE.total_seconds() - 1)
    worker.drain(database)
    assert listener.heard == []


def test_who_lost_the_lease_undoes_the_work(database: Database, box: Outbox, calendar: Calendar) -> None:
    """A worker that was asleep for too long does nothing twice."""

    def slow(session: Session, payloads: Sequence[Payload]) -> None:
        session.add(Tag(item_kind="test", item_id=1, key="done", label="by the slow one"))
        session.flush()
        calendar.wait(LEASE.total_seconds() + 1)
        if database.embedded:  # another gets in only between two writers
            session.rollback()
        with database.writing() as other:
            taken = outbox.lease(other, ["test.slow"])
            assert taken is not None
            outbox.delivered(other, taken)
            other.commit()
        session.add(Tag(item_kind="test", item_id=2, key="done", label="by the slow one"))

    box.subscribe("test.slow", [Happened], slow)
    happen(database, 1)
    worker.drain(database)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Tag)) == 0
    assert states(database) == (0, 0)


def test_only_its_holder_ends_a_lease(database: Database, listener: Listener, calendar: Calendar) -> None:
    happen(database, 1)
    with database.writing() as session:
        first = outbox.lease(session, ["test.listener"])
        calendar.wait(LEASE.total_seconds() + 1)
        second = outbox.lease(session, ["test.listener"])
        assert first is not None
        assert second is not None
        with pytest.raises(LeaseLost):
            outbox.delivered(session, first)
        outbox.failed(session, first, "too late")
        outbox.delivered(session, second)
        session.commit()
    assert states(database) == (0, 0)


# ── Two processes ──────────────────────────────────────────────────────────────────────────────────


def _work_beside(url: str, notes: str) -> None:
    """A worker in a process of its own, which writes down what it does, until nothing waits."""

    def note(session: Session, payloads: Sequence[Payload]) -> None:
        line = "".join(f"{os.getpid()} {payload['number']}\n" for payload in payloads)
        with Path(notes).open("a") as file:
            file.write(line)

    for name in ("test.one", "test.two", "test.three"):
        outbox.OUTBOX.subscribe(name, [Happened], note, writes=name != "test.two")
    database = Database(url)
    with database.reading() as session:
        left = outbox.waiting(session)
    while left:
        worker.deliver_some(database)
        with database.reading() as session:
            left = outbox.waiting(session)
    database.close()


def test_two_processes_never_do_the_same_twice(database: Database, box: Outbox, tmp_path: Path) -> None:
    for name in ("test.one", "test.two", "test.three"):
        box.subscribe(name, [Happened], Listener())
    happen(database, *range(1500))
    notes = tmp_path / "notes"
    database.engine.dispose()
    context = multiprocessing.get_context("spawn")
    url = database.engine.url.render_as_string(hide_password=False)
    workers = [context.Process(target=_work_beside, args=(url, str(notes))) for _ in range(2)]
    for process in workers:
        process.start()
    for process in workers:
        process.join(120)
        assert process.exitcode == 0
    done = Counter(line.split()[1] for line in notes.read_text().splitlines())
    assert done == {str(number): 3 for number in range(1500)}
    assert states(database) == (0, 0)


# ── What administrators see ────────────────────────────────────────────────────────────────────────


def test_administrators_see_dead_letters_and_revive_them(visitors: Visitors, cast: Cast) -> None:
    with cast.site.database.writing() as session:
        record(session, PageSaved("page", (1,), "Bob", None))
        session.commit()
        number, _told, _journal = session.scalars(select(outbox.Delivery.id).order_by(outbox.Delivery.id))
        session.get_one(outbox.Delivery, number).dead_at = clock.now()
        session.get_one(outbox.Delivery, number).error = "IndexUnusable: the disk is <full>"
        session.commit()
    assert 'href="/-/admin"' in visitors.admin.get("/").text
    assert 'href="/-/admin"' not in visitors.bob.get("/").text
    shown = visitors.admin.get("/-/admin").text
    assert "the disk is &lt;full&gt;" in shown
    revive = f"/-/admin/deliveries/{number}/revive"
    assert revive in shown
    for visitor in (visitors.dana, visitors.charlie, visitors.gaelle):
        assert visitor.get("/-/admin").status_code in (403, 404)
        assert visitor.post(revive).status_code in (403, 404)
    assert "&lt;full&gt;" in visitors.admin.get("/-/admin").text
    assert visitors.admin.post(revive, form="/-/admin").status_code == 303
    cast.index()
    assert states(cast.site.database) == (0, 0)
    assert "&lt;full&gt;" not in visitors.admin.get("/-/admin").text
