"""Mark a favourite and take it back; note what was seen and forget it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.viewer import Viewer
from wiki.db import upsert
from wiki.errors import NotFound, SignInNeeded
from wiki.parts.cards import Reference, cards_of
from wiki.parts.favourites.errors import TooManyFavourites
from wiki.parts.favourites.models import MOST, REMEMBERED, Favourite, Seen


def mark_favourite(session: Session, actor: Viewer, item: Reference) -> None:
    """Have the item be one of the actor's favourites; marked twice, it is marked once.

    :raises NotFound: when there is no such item, or none that the actor may read.
    :raises TooManyFavourites: when the actor has as many as one may have.
    """
    if actor.account_id is None:
        raise SignInNeeded
    if not cards_of(session, actor, [item]):
        raise NotFound
    count = select(func.count()).select_from(Favourite).where(Favourite.account_id == actor.account_id)
    if (session.scalar(count) or 0) >= MOST:
        raise TooManyFavourites(most=MOST)
    kind, item_id = item
    keys = {"account_id": actor.account_id, "item_kind": kind, "item_id": item_id}
    upsert(session, Favourite, keys, {"marked_at": clock.now()})


def take_back_favourite(session: Session, actor: Viewer, item: Reference) -> None:
    """The item is no favourite of the actor's any more, whether they may still read it or not."""
    kind, item_id = item
    session.execute(
        delete(Favourite).where(
            Favourite.account_id == actor.account_id,
            Favourite.item_kind == kind,
            Favourite.item_id == item_id,
        )
    )


def note_seen(session: Session, actor: Viewer, items: Sequence[Reference]) -> None:
    """The actor saw these items, the last first; of what they saw before, the oldest is forgotten."""
    if actor.account_id is None:
        return
    now = clock.now()
    for place, (kind, item_id) in enumerate(items[:REMEMBERED]):
        keys = {"account_id": actor.account_id, "item_kind": kind, "item_id": item_id}
        upsert(session, Seen, keys, {"seen_at": now - timedelta(microseconds=place)})
    own = Seen.account_id == actor.account_id
    oldest_kept = (
        select(Seen.seen_at).where(own).order_by(Seen.seen_at.desc()).offset(REMEMBERED - 1).limit(1)
    )
    session.execute(delete(Seen).where(own, Seen.seen_at < oldest_kept.scalar_subquery()))


def forget_seen(session: Session, actor: Viewer) -> None:
    """Nothing is known any more of what the actor saw."""
    session.execute(delete(Seen).where(Seen.account_id == actor.account_id))
