"""Sessions of browsers: kept on the server, so that their owner can list and end them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    ScalarSelect,
    String,
    bindparam,
    delete,
    null,
    or_,
    select,
    update,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session

from auth.groups import administrates
from auth.identity import Identity, identity_of
from auth.models import SEPARATOR, Account, Membership, WebSession, joined
from auth.settings import SessionSettings
from auth.statements import AnySelect, first_row

# How stale `seen_at` may be: one write in five minutes of reading, instead of one a page.
TOUCH_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A living session: who it is, and when the browser was last seen."""

    session_id: int
    seen_at: datetime
    confirmed_at: datetime | None
    identity: Identity
    also: Any = None  # what the caller wanted to know in the same statement

    def stale(self, now: datetime) -> bool:
        """Whether it is time to `touch` it."""
        return now - self.seen_at >= TOUCH_AFTER


_sessions = WebSession.__table__
_accounts = Account.__table__
_memberships = Membership.__table__

_GROUP_IDS = (
    select(joined(sql_cast(_memberships.c.group_id, String)))
    .where(_memberships.c.account_id == _accounts.c.id)
    .correlate(_accounts)
    .scalar_subquery()
)


@cache
def _signed_in(also: ScalarSelect[Any] | None) -> AnySelect:
    """Asked at each page view: one statement, built once, rows and no entities."""
    return (
        select(
            _sessions.c.id,
            _sessions.c.seen_at,
            _sessions.c.confirmed_at,
            _accounts.c.id.label("account_id"),
            _accounts.c.name,
            _accounts.c.language,
            _accounts.c.standing,
            _GROUP_IDS.label("group_ids"),
            administrates(_accounts.c.id).correlate(_accounts).label("administrator"),
            (null() if also is None else also).label("also"),
        )
        .join_from(_sessions, _accounts, _sessions.c.account_id == _accounts.c.id)
        .where(
            _sessions.c.token_hash == bindparam("token_hash"),
            _sessions.c.expires_at > bindparam("now"),
            _sessions.c.seen_at > bindparam("idle_since"),
            _accounts.c.disabled_at.is_(None),
            or_(_accounts.c.ends_at.is_(None), _accounts.c.ends_at > bindparam("now")),
        )
    )


def open_session(
    session: Session,
    account: Account,
    settings: SessionSettings,
    *,
    now: datetime,
    address: str | None = None,
    browser: str | None = None,
) -> str:
    """Begin a session and return its secret token, which is kept nowhere but in the browser."""
    token = secrets.token_urlsafe(32)
    session.add(
        WebSession(
            token_hash=_hash(token),
            account_id=account.id,
            created_at=now,
            seen_at=now,
            expires_at=now + settings.longest,
            confirmed_at=now,
            address=address[:64] if address else None,
            browser=browser[:200] if browser else None,
        )
    )
    session.flush()
    return token


def find_signed_in(
    session: Session,
    token: str,
    settings: SessionSettings,
    now: datetime,
    also: ScalarSelect[Any] | None = None,
) -> SignedIn | None:
    """Who holds this token, in one statement; None when it is unknown, ended, idle, too old, or the account closed.

    :param also: what else the caller needs to know of every request, read in the same statement.
    """
    values = {"token_hash": _hash(token), "now": now, "idle_since": now - settings.idle}
    row = first_row(session, _signed_in(also), values)
    if row is None:
        return None
    (
        session_id,
        seen_at,
        confirmed_at,
        account_id,
        name,
        language,
        standing,
        group_ids,
        administrator,
        known,
    ) = row
    identity = identity_of(
        account_id,
        name,
        language=language,
        guest=standing == "guest",
        group_ids=tuple(map(int, group_ids.split(SEPARATOR))) if group_ids else (),
        administrator=administrator,
    )
    return SignedIn(session_id, seen_at, confirmed_at, identity, known)


def touch(session: Session, session_id: int, now: datetime) -> None:
    """Note that the browser was seen; called when `SignedIn.stale` says so."""
    session.execute(update(WebSession).where(WebSession.id == session_id).values(seen_at=now))


def confirm(session: Session, session_id: int, now: datetime) -> None:
    """Note that the session's owner has just shown by a password that it is them."""
    session.execute(update(WebSession).where(WebSession.id == session_id).values(confirmed_at=now))


def sessions_of(
    session: Session, account_id: int, settings: SessionSettings, now: datetime
) -> Sequence[WebSession]:
    """The living sessions of an account, the last seen first."""
    living = select(WebSession).where(
        WebSession.account_id == account_id,
        WebSession.expires_at > now,
        WebSession.seen_at > now - settings.idle,
    )
    return session.scalars(living.order_by(WebSession.seen_at.desc(), WebSession.id.desc())).all()


def end(session: Session, account_id: int, session_id: int) -> bool:
    """End one session of this account; False when it has none of this id."""
    return _delete(session, WebSession.account_id == account_id, WebSession.id == session_id) > 0


def end_by_token(session: Session, token: str) -> bool:
    """End the session that this token opens; False when it opens none."""
    return _delete(session, WebSession.token_hash == _hash(token)) > 0


def end_all(session: Session, account_id: int, *, but: int | None = None) -> int:
    """End all sessions of an account, but the one of id `but`; how many there were."""
    kept = () if but is None else (WebSession.id != but,)
    return _delete(session, WebSession.account_id == account_id, *kept)


def purge(session: Session, settings: SessionSettings, now: datetime) -> int:
    """Forget sessions that are over; how many there were."""
    return _delete(session, or_(WebSession.expires_at <= now, WebSession.seen_at <= now - settings.idle))


def _delete(session: Session, *which: ColumnElement[bool]) -> int:
    return cast(CursorResult[object], session.execute(delete(WebSession).where(*which))).rowcount


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
