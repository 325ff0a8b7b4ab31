"""Subscriptions as they stand."""

from __future__ import annotations

from sqlalchemy import ColumnElement, SQLColumnExpression, exists, select
from sqlalchemy.orm import Session

from wiki.access.viewer import Viewer
from wiki.parts.subscriptions.models import MUTED, NORMAL, Subscription


def level_of(session: Session, viewer: Viewer, space_id: int) -> str:
    """How much the viewer hears of the space."""
    chosen = select(Subscription.level).where(
        Subscription.account_id == viewer.account_id, Subscription.space_id == space_id
    )
    return session.scalar(chosen) or NORMAL


def muted_by(
    account_id: SQLColumnExpression[int] | int | None, space_id: SQLColumnExpression[int]
) -> ColumnElement[bool]:
    """The condition that keeps what stands in a space of which this person wants to hear nothing."""
    return exists().where(
        Subscription.account_id == account_id,
        Subscription.space_id == space_id,
        Subscription.level == MUTED,
    )
