"""Post a notice."""

from __future__ import annotations

from sqlalchemy.orm import Session
from wiki.kinds.notices.events import NoticePosted
from wiki.kinds.notices.models import Notice

from wiki import clock
from wiki.access.decision import require
from wiki.access.viewer import Viewer
from wiki.outbox import record
from wiki.parts.spaces.models import Space


def post_notice(session: Session, actor: Viewer, space: Space, *, title: str, words: str) -> Notice:
    """A new notice of the space."""
    require(actor, "notice.edit", space)
    notice = Notice(
        space_id=space.id,
        access_class_id=space.access_class_id,
        title=title,
        words=words,
        author=actor.name,
        written_at=clock.now(),
    )
    session.add(notice)
    session.flush()
    record(session, NoticePosted(notice.kind, (notice.id,), *actor.by))
    return notice
