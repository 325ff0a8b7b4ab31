"""Say that somebody is writing, or no longer is."""

from __future__ import annotations

from sqlalchemy import bindparam, delete
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.viewer import Viewer
from wiki.db import run, upsert
from wiki.parts.presence.models import Presence


def be_present(session: Session, actor: Viewer, place: str) -> None:
    """Note that the actor has the editor of this place open now."""
    if actor.account_id is None:
        return
    keys = {"place": place, "account_id": actor.account_id}
    upsert(session, Presence, keys, {"seen_at": clock.now()})


_LEAVE = delete(Presence).where(
    Presence.place == bindparam("where"), Presence.account_id == bindparam("whose")
)


def leave(session: Session, actor: Viewer, place: str) -> None:
    run(session, _LEAVE, {"where": place, "whose": actor.account_id})
