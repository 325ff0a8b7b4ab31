"""What follows from a change: recorded with it in one transaction, delivered after the commit, retried when it fails.

A *delivery* is one event for one handler. A worker leases deliveries, hands them over in batches, and deletes
those that went well; what keeps failing is set aside, where `relais check` and the administrators see it.

One handler has one lease at a time, so that what is older never overtakes what is newer. Who holds it renews it
while it works, and whoever died lets it end; an end that comes after the lease was lost undoes its work.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Index, String, Text, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from wiki import clock
from wiki.db import Base, run

# How long nothing may be heard of a worker before another takes what it held.
LEASE = timedelta(seconds=10)
# How long to wait after each failure, in seconds.
BACK_OFF = (2, 10, 60, 300, 1800, 7200, 21600)
BATCH = 200
# Names, among the advisory locks of PostgreSQL, the one under which workers take their leases.
_TURN = 7_735_423


class Delivery(Base):
    __tablename__ = "delivery"

    id: Mapped[int] = mapped_column(primary_key=True)
    handler: Mapped[str] = mapped_column(String(60))
    event: Mapped[str] = mapped_column(String(60))
    payload: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]
    # Not before this instant: now for a new one, later after a failure.
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_by: Mapped[str | None] = mapped_column(String(40))
    leased_until: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
    # Set when the last attempt failed: it waits for a person.
    dead_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_delivery_dead_at_due_at", "dead_at", "due_at"),)


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened."""

    # Events are frozen dataclasses of plain values, named by a past participle. Their docstring is the sentence by
    # which the journal tells of them.


@dataclass(frozen=True, slots=True)
class ItemsChanged(Event):
    """Something happened to items."""

    # The search reads all of them again; the first one is what the event is about.

    kind: str
    item_ids: tuple[int, ...]
    actor: str
    actor_id: int | None


Payload = dict[str, object]
Handler = Callable[[Session, Sequence[Payload]], None]


class Outbox:
    """Who wants to hear of what. Filled once, when the program is put together."""

    def __init__(self) -> None:
        self._names: dict[str, list[str]] = {}
        self._handlers: dict[str, Handler] = {}
        self._writers: set[str] = set()
        self._alone: set[str] = set()
        self._to_all: list[str] = []

    def subscribe_to_all(self, name: str, handler: Handler) -> None:
        """Have `handler`, which writes to the database, called with the payloads of every event."""
        self._handlers[name] = handler
        self._writers.add(name)
        if name not in self._to_all:
            self._to_all.append(name)

    def subscribe(
        self,
        name: str,
        events: Iterable[type[Event]],
        handler: Handler,
        *,
        writes: bool = True,
        alone: bool = False,
    ) -> None:
        """Have `handler` called after the commit with the payloads of these events, oldest first.

        A handler that writes to the database does so in one transaction with the end of its deliveries, and is
        done once. One that does not (the search index) holds no lock while it works, and may be called again
        with what it already took. One that takes each event `alone` (e-mail) does not begin again with those that
        went well when another one fails, and keeps none of the others waiting, however slow it is.
        """
        self._handlers[name] = handler
        if alone:
            self._alone.add(name)
        if writes:
            self._writers.add(name)
        for event in events:
            names = self._names.setdefault(event.__name__, [])
            if name not in names:
                names.append(name)

    def writes(self, name: str) -> bool:
        return name in self._writers

    def at_once(self, name: str) -> int:
        """How many deliveries the handler takes at a time."""
        return 1 if name in self._alone else BATCH

    def handlers_of(self, event: Event) -> list[str]:
        return [*self._names.get(type(event).__name__, ()), *self._to_all]

    def handler(self, name: str) -> Handler:
        return self._handlers[name]

    @property
    def lines(self) -> tuple[list[str], list[str]]:
        """The handlers that gather what they take, and those that take each event alone."""
        return [name for name in self._handlers if name not in self._alone], sorted(self._alone)

    @property
    def names(self) -> list[str]:
        return list(self._handlers)


OUTBOX = Outbox()


class LeaseLost(Exception):
    """Another worker took these deliveries over: what was done with them here must not stay."""


_RECORD = insert(Delivery)


def record(session: Session, event: Event) -> None:
    """Write one delivery for each handler of this event, in the caller's transaction. The payload says besides the
    event's own values what it is called and when it was recorded."""
    at = clock.now()
    name = type(event).__name__
    told = {
        "event": name,
        "payload": json.dumps({**asdict(event), "event": name, "at": at.isoformat()}),
        "recorded_at": at,
        "due_at": at,
        "attempts": 0,
    }
    deliveries = [{**told, "handler": handler} for handler in OUTBOX.handlers_of(event)]
    if deliveries:
        run(session, _RECORD, deliveries)


def _due(handlers: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    """What makes a delivery ready to be taken: its time has come, and nobody is at work for its handler."""
    at = clock.now()
    busy = select(Delivery.handler).where(Delivery.leased_until >= at)
    return (
        Delivery.dead_at.is_(None),
        Delivery.due_at <= at,
        Delivery.handler.in_(handlers),
        Delivery.handler.not_in(busy),
    )


def anything_due(session: Session, handlers: Sequence[str]) -> bool:
    """Whether it is worth asking for a lease, which takes its turn among the writers."""
    return session.scalar(select(Delivery.id).where(*_due(handlers)).limit(1)) is not None


@dataclass(frozen=True, slots=True)
class Lease:
    """Deliveries of one handler that this worker alone holds, oldest first."""

    handler: str
    mark: str
    ids: tuple[int, ...]
    payloads: tuple[Payload, ...]

    def apart(self) -> list[Lease]:
        """The same deliveries, one by one."""
        pairs = zip(self.ids, self.payloads, strict=True)
        return [Lease(self.handler, self.mark, (number,), (payload,)) for number, payload in pairs]


def lease(session: Session, handlers: Sequence[str]) -> Lease | None:
    """Take the oldest due deliveries of the handler that has waited longest; None when nothing is due."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite lets one writer in at a time
        session.execute(select(func.pg_advisory_xact_lock(_TURN)))
    due = _due(handlers)
    handler = session.scalar(select(Delivery.handler).where(*due).order_by(Delivery.id).limit(1))
    if handler is None:
        return None
    rows = session.execute(
        select(Delivery.id, Delivery.payload)
        .where(*due, Delivery.handler == handler)
        .order_by(Delivery.id)
        .limit(OUTBOX.at_once(handler))
    ).all()
    taken = Lease(
        handler,
        secrets.token_hex(8),
        tuple(row.id for row in rows),
        tuple(json.loads(row.payload) for row in rows),
    )
    session.execute(
        update(Delivery)
        .where(Delivery.id.in_(taken.ids))
        .values(leased_by=taken.mark, leased_until=clock.now() + LEASE)
    )
    return taken


def renew(session: Session, taken: Lease) -> None:
    """Say that who holds the lease is still at work."""
    session.execute(
        update(Delivery).where(Delivery.leased_by == taken.mark).values(leased_until=clock.now() + LEASE)
    )


def delivered(session: Session, taken: Lease) -> None:
    """Note that these are done.

    :raises LeaseLost: when another worker has taken them.
    """
    mine = delete(Delivery).where(Delivery.id.in_(taken.ids), Delivery.leased_by == taken.mark)
    done = cast(CursorResult[Any], session.execute(mine))
    if done.rowcount != len(taken.ids):
        raise LeaseLost


def failed(session: Session, taken: Lease, error: str) -> None:
    """Put these back for later, or aside once every attempt was used."""
    at = clock.now()
    held = select(Delivery).where(Delivery.id.in_(taken.ids), Delivery.leased_by == taken.mark)
    for delivery in session.scalars(held):
        delivery.error = _storable(error)
        delivery.leased_by = delivery.leased_until = None
        if delivery.attempts >= len(BACK_OFF):
            delivery.dead_at = at
        else:
            delivery.due_at = at + timedelta(seconds=BACK_OFF[delivery.attempts])
        delivery.attempts += 1


def _storable(error: str) -> str:
    """What an exception says may quote anything; a database does not hold everything."""
    return error.encode("utf-8", "replace").decode().replace("\0", "")[:2000]


def waiting(session: Session) -> int:
    """How many deliveries are still to be done."""
    return session.scalar(select(func.count()).where(Delivery.dead_at.is_(None))) or 0


def dead_letters(session: Session) -> Sequence[Delivery]:
    """Those that failed too often, newest first."""
    return session.scalars(
        select(Delivery).where(Delivery.dead_at.is_not(None)).order_by(Delivery.id.desc())
    ).all()


def revive(session: Session, delivery_id: int) -> None:
    """Try a dead letter again from the start."""
    session.execute(
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.dead_at.is_not(None))
        .values(dead_at=None, attempts=0, error=None, due_at=clock.now())
    )
