"""The one place that asks what time it is, so that a test, or a story told afterwards, can hold the clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_held: ContextVar[datetime | None] = ContextVar("held", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _held.get() or datetime.now(UTC)


@contextmanager
def held(at: datetime) -> Iterator[None]:
    """Have it be this instant, here and in nobody else's thread, for as long as the block lasts."""
    token = _held.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _held.reset(token)
