"""What somebody was told, as far as it is about what they may read at this moment."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from wiki.access.filters import readable
from wiki.access.viewer import Viewer
from wiki.errors import NotFound
from wiki.parts.notices.models import Notice
from wiki.parts.notices.sentences import Told
from wiki.parts.spaces.models import Space
from wiki.registry import KINDS


class NoSuchNotice(NotFound):
    """You were told nothing under this number, or it is about something that is not open to you any more."""


def unread(session: Session, viewer: Viewer, limit: int) -> Sequence[Notice]:
    """What the viewer was told and has not read, last first. One statement."""
    return session.scalars(_own(viewer).where(Notice.read_at.is_(None)).limit(limit)).all()


def notices(
    session: Session, viewer: Viewer, *, before: int | None = None, limit: int = 50
) -> Sequence[Notice]:
    """What the viewer was told, last first; `before` a notice goes on from there."""
    own = _own(viewer) if before is None else _own(viewer).where(Notice.id < before)
    return session.scalars(own.limit(limit)).all()


def notice(session: Session, viewer: Viewer, notice_id: int) -> Notice:
    """:raises NoSuchNotice: when the viewer was not told it, or may not know of it any more."""
    found = session.scalar(_own(viewer).where(Notice.id == notice_id))
    if found is None:
        raise NoSuchNotice
    return found


def _own(viewer: Viewer) -> Select[Notice]:
    return (
        select(Notice)
        .where(
            Notice.account_id == viewer.account_id,
            Notice.key.in_(sorted(Told.KNOWN)),  # a feature may have been taken away
            or_(Notice.item_id.is_(None), *(_of_kind(viewer, kind.name) for kind in KINDS)),
            or_(Notice.space_id.is_(None), _in_space(viewer)),
        )
        .order_by(Notice.id.desc())
    )


def _of_kind(viewer: Viewer, name: str) -> ColumnElement[bool]:
    """About an item of this kind that the viewer may read. Asked item by item: there are few notices and many items."""
    items = KINDS[name].readable
    if items is None:
        return Notice.item_kind.is_(None)
    found = items(viewer)
    one = found.where(found.selected_columns[0] == Notice.item_id).correlate(Notice)
    return and_(Notice.item_kind == name, one.exists())


def _in_space(viewer: Viewer) -> ColumnElement[bool]:
    seen = select(Space.id).where(Space.id == Notice.space_id, readable(viewer, Space.access_class_id))
    return seen.correlate(Notice).exists()
