"""Choose how much one hears of a space."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.decision import require
from wiki.access.viewer import Viewer
from wiki.db import upsert
from wiki.errors import Invalid
from wiki.parts.spaces.models import Space
from wiki.parts.subscriptions.models import LEVELS, Subscription


class UnknownLevel(Invalid):
    """There is no such level. Choose one in the list."""


def subscribe(session: Session, actor: Viewer, space: Space, level: str) -> None:
    """Have the actor hear this much of the space.

    :raises UnknownLevel: when there is no such level.
    """
    require(actor, "space.read", space)
    note_level(session, actor.account_id, space.id, level)


def note_level(session: Session, account_id: int | None, space_id: int, level: str) -> None:
    """Keep the level of somebody who reads the space, or is about to. Whoever calls has asked for the right."""
    if level not in LEVELS:
        raise UnknownLevel
    if account_id is not None:
        keys = {"account_id": account_id, "space_id": space_id}
        upsert(session, Subscription, keys, {"level": level, "chosen_at": clock.now()})


def forget_level(session: Session, account_id: int | None, space_id: int) -> None:
    """Somebody left the space."""
    session.execute(
        delete(Subscription).where(Subscription.account_id == account_id, Subscription.space_id == space_id)
    )
