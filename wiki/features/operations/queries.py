"""What those who run the site want to know of its database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import case, func, select, text
from sqlalchemy.orm import Session

from auth.models import Account, WebSession
from wiki import clock
from wiki.db import SCHEMA
from wiki.outbox import Delivery

# How long a delivery may wait, with nobody at work, until something is wrong with the worker.
STUCK = timedelta(minutes=5)


def schema_fits(session: Session) -> bool:
    """Whether the database is at the version of this program."""
    found: str | None = session.scalar(text("SELECT version_num FROM alembic_version"))
    return found == SCHEMA


def outbox_stuck(session: Session) -> bool:
    """Whether something should have been delivered long ago, and no worker is at it."""
    now = clock.now()
    overdue = select(Delivery.id).where(Delivery.dead_at.is_(None), Delivery.due_at < now - STUCK)
    if session.scalar(overdue.limit(1)) is None:
        return False
    return session.scalar(select(Delivery.id).where(Delivery.leased_until >= now).limit(1)) is None


def deliveries(session: Session) -> Mapping[str, int]:
    """How many deliveries wait, and how many were given up."""
    dead = Delivery.dead_at.is_not(None)
    row = session.execute(
        select(func.count(case((~dead, 1))).label("waiting"), func.count(case((dead, 1))).label("dead"))
    ).one()
    return row._asdict()


def oldest_delivery(session: Session) -> float:
    """Seconds since the oldest delivery that waits was recorded; 0 when none does."""
    oldest = session.scalar(
        select(Delivery.recorded_at).where(Delivery.dead_at.is_(None)).order_by(Delivery.recorded_at).limit(1)
    )
    return max(0.0, (clock.now() - oldest).total_seconds()) if oldest is not None else 0.0


def accounts(session: Session) -> Mapping[str, int]:
    """How many accounts are open, and how many closed."""
    closed = Account.disabled_at.is_not(None)
    row = session.execute(
        select(func.count(case((~closed, 1))).label("open"), func.count(case((closed, 1))).label("closed"))
    ).one()
    return row._asdict()


def sessions(session: Session) -> int:
    """How many browsers are signed in, those that will be found to have been idle too long included."""
    return session.scalar(select(func.count()).select_from(WebSession)) or 0


def database_bytes(session: Session) -> int:
    """What the database takes on its disk, without what waits to be written into it."""
    if session.get_bind().dialect.name == "postgresql":
        return session.scalar(text("SELECT pg_database_size(current_database())")) or 0
    pages = session.scalar(text("PRAGMA page_count")) or 0
    return int(pages * (session.scalar(text("PRAGMA page_size")) or 0))
