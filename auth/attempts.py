"""Sign-ins that were tried, counted in the database by name and by address, so that guessing is slow.

A try is recorded before the password is looked at, and taken back when it was right: guesses made at the same
instant are all counted. Nothing here knows whether the account exists, so no answer tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import cast

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from auth.errors import TooManyAttempts
from auth.models import SignInAttempt
from auth.names import username_key
from auth.settings import AttemptSettings


def record(
    session: Session, username: str, address: str | None, settings: AttemptSettings, now: datetime
) -> Sequence[int]:
    """Count a try against its name and its address, and return what `withdraw` needs to take it back.

    :raises TooManyAttempts: with the time to wait; the refused try is not counted, or waiting would never end.
    """
    limits = {_account(username): settings.by_account}
    if address:
        limits[_address(address)] = settings.by_address
    waits = [_wait(session, subject, limit, settings.window, now) for subject, limit in limits.items()]
    longest = max(waits)
    if longest > timedelta(0):
        raise TooManyAttempts(longest)
    rows = [SignInAttempt(subject=subject, at=now) for subject in limits]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def record_form(
    session: Session, form: str, address: str | None, settings: AttemptSettings, now: datetime
) -> None:
    """Count that a form was sent by whoever is not signed in, against its address.

    :raises TooManyAttempts: with the time to wait; the refused one is not counted.
    """
    if not address:
        return
    subject = f"{form}:{_address(address)}"[:260]
    wait = _wait(session, subject, settings.by_address, settings.window, now)
    if wait > timedelta(0):
        raise TooManyAttempts(wait)
    session.add(SignInAttempt(subject=subject, at=now))
    session.flush()


def withdraw(session: Session, ids: Sequence[int]) -> None:
    """Take a try back: it succeeded, or the fault was not the person's."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.id.in_(ids)))


def clear(session: Session, username: str) -> None:
    """Forget what was tried under this name: its owner has come in, or an administrator says so."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.subject == _account(username)))


def purge(session: Session, settings: AttemptSettings, now: datetime) -> int:
    """Forget tries that no longer count; how many there were."""
    over = delete(SignInAttempt).where(SignInAttempt.at <= now - settings.window)
    return cast(CursorResult[object], session.execute(over)).rowcount


def _account(username: str) -> str:
    return f"account:{username_key(username)}"[:260]


def _address(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return f"address:{address}"[:260]
    if parsed.version == 4:
        return f"address:{parsed}"
    # One household or office has a whole /64 of addresses to choose from.
    return f"address:{ip_network((parsed, 64), strict=False)}"


def _wait(session: Session, subject: str, limit: int, window: timedelta, now: datetime) -> timedelta:
    """How long until fewer than `limit` tries are left in the window."""
    oldest_that_counts = session.scalar(
        select(SignInAttempt.at)
        .where(SignInAttempt.subject == subject, SignInAttempt.at > now - window)
        .order_by(SignInAttempt.at.desc(), SignInAttempt.id.desc())
        .offset(limit - 1)
        .limit(1)
    )
    return oldest_that_counts + window - now if oldest_that_counts else timedelta(0)
