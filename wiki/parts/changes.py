"""Recent changes of every kind, told together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from heapq import merge
from itertools import islice

from sqlalchemy.orm import Session

from wiki.access.viewer import Viewer
from wiki.registry import KINDS, Change


def latest(
    session: Session,
    viewer: Viewer,
    *,
    space_id: int | None = None,
    before: datetime | None = None,
    limit: int = 50,
    minor: bool = True,
    author_id: int | None = None,
) -> Sequence[Change]:
    """What happened last to what the viewer may read, last first; `before` an instant goes on from there;
    with an author, what they did."""
    lists = [
        kind.recent(
            session,
            viewer,
            space_id=space_id,
            before=before,
            limit=limit,
            minor=minor,
            author_id=author_id,
        )
        for kind in KINDS
    ]
    return list(islice(merge(*lists, key=lambda change: change.at, reverse=True), limit))
