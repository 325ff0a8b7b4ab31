"""Who else is writing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.models import Account
from wiki import clock
from wiki.access.viewer import Viewer
from wiki.parts.presence.models import Presence

# An open editor says so every half minute; without scripts it says so once, when it is opened.
LASTS = timedelta(minutes=5)


def others_writing(session: Session, viewer: Viewer, place: str) -> Sequence[str]:
    """Names of the other people whose editor of this place is open, in alphabetical order."""
    return session.scalars(
        select(Account.name)
        .join(Presence, Presence.account_id == Account.id)
        .where(
            Presence.place == place,
            Presence.account_id != (viewer.account_id or 0),
            Presence.seen_at > clock.now() - LASTS,
        )
        .order_by(Account.name_key)
    ).all()
