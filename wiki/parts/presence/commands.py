"""Say that somebody is writing, or no longer is."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.viewer import Viewer
from wiki.db import upsert
from wiki.parts.presence.models import Presence


def be_present(session: Session, actor: Viewer, place: str) -> None:
    """Note that the actor has the editor of this place open now."""
    if actor.account_id is None:
        return
    keys = {"place": place, "account_id": actor.account_id}
    upsert(session, Presence, keys, {"seen_at": clock.now()})


def leave(session: Session, actor: Viewer, place: str) -> None:
    session.execute(delete(Presence).where(Presence.place == place, Presence.account_id == actor.account_id))
