"""What somebody has not read yet, as columns and conditions for the queries of any kind."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, and_, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute

from wiki import clock
from wiki.access.viewer import Viewer
from wiki.parts.reading.models import AllRead, Reading

# What nobody has added to for so long is news to nobody: a newcomer does not begin with ten years unread.
NEWS_LASTS = timedelta(days=60)

# The statements below are built once; who reads is said when they are sent.
ME: BindParameter[int] = bindparam("reader")


def reading_as(viewer: Viewer) -> dict[str, Any]:
    """What the statements want to know of who reads."""
    return {"reader": viewer.account_id or 0}


def is_of_reader(kind: str, item_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Joins an item with the reader's own row, of which there may be none."""
    return and_(Reading.account_id == ME, Reading.item_kind == kind, Reading.item_id == item_id)


def all_read_until(kind: str, space_id: InstrumentedAttribute[int]) -> ScalarSelect[datetime]:
    """The instant until which the reader called everything of the kind in the space read."""
    return (
        select(AllRead.until)
        .where(AllRead.account_id == ME, AllRead.space_id == space_id, AllRead.kind == kind)
        .scalar_subquery()
    )


def news_since(until: datetime | None) -> datetime:
    """What happened before is not new to somebody who called all read at `until`."""
    oldest = clock.now() - NEWS_LASTS
    return max(until, oldest) if until else oldest
