"""What is kept for one person, such as their drafts and their favourites: all of it is found in one statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Select,
    SQLColumnExpression,
    bindparam,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from wiki.access.viewer import Viewer

_OWNER: BindParameter[int] = bindparam("owner")

Shelf = Select[str, str, str, datetime]


class Kept(NamedTuple):
    """Something on a shelf: where it belongs, and when it was put there."""

    shelf: str
    place: str  # "page:12"
    title: str
    at: datetime

    @property
    def item(self) -> tuple[str, int]:
        """Kind and id, where the place is an item."""
        kind, _colon, item_id = self.place.partition(":")
        return kind, int(item_id)


def shelf(
    name: str,
    *,
    place: SQLColumnExpression[str],
    title: SQLColumnExpression[str],
    at: SQLColumnExpression[datetime],
    owner_id: SQLColumnExpression[int],
    most: int,
) -> Shelf:
    """The shelf of this name: what a person has in a table, as far as it was put there last."""
    last = (
        select(place.label("place"), title.label("title"), at.label("at"))
        .where(owner_id == _OWNER)
        .order_by(at.desc())
        .limit(most)
        .subquery()
    )
    return select(literal(name).label("shelf"), last.c.place, last.c.title, last.c.at)


@cache
def _together(*shelves: Shelf) -> CompoundSelect[str, str, str, datetime]:
    """Built once: it is asked each time that somebody comes home."""
    return union_all(*shelves)


def on_shelves(session: Session, viewer: Viewer, *shelves: Shelf) -> Mapping[str, Sequence[Kept]]:
    """Name of the shelf → what the viewer has on it, last first."""
    found: dict[str, list[Kept]] = {}
    for row in session.connection().execute(_together(*shelves), {"owner": viewer.account_id}):
        kept = Kept(*row)
        found.setdefault(kept.shelf, []).append(kept)
    for lines in found.values():
        lines.sort(key=lambda kept: kept.at, reverse=True)
    return found
