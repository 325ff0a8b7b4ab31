"""Keep a draft, throw it away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.viewer import Viewer
from wiki.db import run, upsert
from wiki.errors import SignInNeeded
from wiki.parts.drafts.models import Draft
from wiki.parts.words import clean_line


def keep_draft(
    session: Session, actor: Viewer, place: str, *, title: str, body: str, summary: str, base_revision: int
) -> datetime:
    """Keep what the actor is writing for this place, instead of what was kept before; returns when it was."""
    if actor.account_id is None:
        raise SignInNeeded
    saved_at = clock.now()
    upsert(
        session,
        Draft,
        {"account_id": actor.account_id, "place": place},
        {
            "title": clean_line(title, 400),
            "body": body,
            "summary": clean_line(summary, 400),
            "base_revision": base_revision,
            "saved_at": saved_at,
        },
    )
    return saved_at


_DROP = delete(Draft).where(Draft.account_id == bindparam("whose"), Draft.place == bindparam("where"))


def drop_draft(session: Session, actor: Viewer, place: str) -> None:
    """Forget the actor's draft for this place, if there is one."""
    run(session, _DROP, {"whose": actor.account_id, "where": place})
