"""Notices as their viewer may see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from wiki.kinds.notices.models import Notice

from wiki.access.decision import require
from wiki.access.filters import readable
from wiki.access.viewer import Viewer
from wiki.errors import NotFound
from wiki.parts.spaces.models import Space
from wiki.registry import Change


def notice(session: Session, viewer: Viewer, notice_id: int) -> Notice:
    found = session.get(Notice, notice_id)
    if found is None:
        raise NotFound
    require(viewer, "notice.read", found)
    return found


def notices(session: Session, viewer: Viewer, ids: Iterable[int]) -> Sequence[Notice]:
    """Those of these notices that the viewer may read."""
    wanted = select(Notice).where(Notice.id.in_(list(ids)), readable(viewer, Notice.access_class_id))
    return session.scalars(wanted).all()


def every_id(session: Session) -> Sequence[int]:
    return session.scalars(select(Notice.id)).all()


def address(notice: Notice, space: Space) -> str:
    return f"/{space.slug}/-/notices/{notice.id}"


def recent(
    session: Session,
    viewer: Viewer,
    *,
    space_id: int | None,
    before: datetime | None,
    limit: int,
    minor: bool,
    author_id: int | None = None,
    unmuted: bool = False,
) -> Sequence[Change]:
    """The notices that were posted lately."""
    rows = (
        select(Notice, Space)
        .join(Space, Space.id == Notice.space_id)
        .where(readable(viewer, Notice.access_class_id))
        .order_by(Notice.written_at.desc())
        .limit(limit)
    )
    if space_id is not None:
        rows = rows.where(Notice.space_id == space_id)
    if before is not None:
        rows = rows.where(Notice.written_at < before)
    return [
        Change(
            at=notice.written_at,
            id=notice.id,
            kind="notice",
            title=notice.title,
            url=address(notice, space),
            space_title=space.title,
            space_url=f"/{space.slug}",
            author=notice.author,
            summary="",
            minor=False,
            what="created",
        )
        for notice, space in session.execute(rows)
    ]
