"""Restrictions as they stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.parts.restrictions.models import Restriction


def find_restriction(session: Session, kind: str, item_id: int) -> Restriction | None:
    """The item's own restriction."""
    return session.get(Restriction, (kind, item_id))


def restrictions_of(session: Session, kind: str, item_ids: Collection[int]) -> Mapping[int, Restriction]:
    """The own restrictions of those of these items that have one."""
    found = select(Restriction).where(Restriction.item_kind == kind, Restriction.item_id.in_(item_ids))
    return {each.item_id: each for each in session.scalars(found)}


def restrictions_in(session: Session, space_id: int) -> Sequence[Restriction]:
    """Every restriction of the space, the oldest first."""
    wanted = select(Restriction).where(Restriction.space_id == space_id)
    return session.scalars(wanted.order_by(Restriction.made_at, Restriction.item_id)).all()
