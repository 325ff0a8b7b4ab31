"""Tags with the items of every kind that bear them: only what the viewer may read is listed, named or counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, Subquery, func, literal, select, tuple_, union_all
from sqlalchemy.orm import Session

from wiki.access.viewer import Viewer
from wiki.errors import NotFound
from wiki.parts.tags.models import Tag
from wiki.parts.words import folded
from wiki.registry import KINDS, Card, Kind


class NoSuchTag(NotFound):
    """Nothing that you may read bears this tag."""


class TagCount(NamedTuple):
    """A tag with how many items of all kinds bear it."""

    key: str
    label: str
    items: int


@dataclass(frozen=True, slots=True)
class Bearers:
    """The items of one kind that bear a tag: how many, and some of them, last changed first."""

    kind: Kind
    count: int
    cards: Sequence[Card]
    onward: tuple[datetime, int] | None  # after which the others come


def tags(
    session: Session, viewer: Viewer, *, after: str = "", since: str = "", holding: str = "", limit: int = 200
) -> Sequence[TagCount]:
    """The tags in alphabetical order: those that come after this key, from this beginning on, that hold this text."""
    counted = _counted(viewer)
    key = counted.selected_columns[0]
    asked = counted.where(key > after, key >= folded(since), key.contains(folded(holding), autoescape=True))
    return [TagCount(*row) for row in session.execute(asked.order_by(key).limit(limit))]


def most_used(session: Session, viewer: Viewer, limit: int) -> Sequence[TagCount]:
    """The tags that most of what the viewer may read bears, in alphabetical order."""
    counted = _counted(viewer)
    best = counted.order_by(func.count().desc(), counted.selected_columns[0]).limit(limit)
    return sorted(TagCount(*row) for row in session.execute(best))


def _counted(viewer: Viewer) -> Select[str, str, int]:
    """Each tag with how many items bear it."""
    borne = _borne(viewer)
    # The label is that of an item which the viewer may read: others may write the same tag otherwise.
    return select(borne.c.key, func.min(borne.c.label), func.count()).group_by(borne.c.key)


def tagged(
    session: Session,
    viewer: Viewer,
    name: str,
    *,
    kind: str | None = None,
    before: tuple[datetime, int] | None = None,
    limit: int = 20,
) -> tuple[str, Sequence[Bearers]]:
    """The tag as it is written, and the items that bear it by kind; of one kind, those that come after an item.

    :raises NoSuchTag: when nothing bears it that the viewer may read.
    """
    borne = _borne(viewer, folded(name))
    counted = select(borne.c.kind, func.count(), func.min(borne.c.label)).group_by(borne.c.kind)
    counts = [tuple(row) for row in session.execute(counted) if kind in (None, row[0])]
    if not counts:
        raise NoSuchTag
    label = min(label for _name, _count, label in counts)
    return label, [
        _bearers(session, viewer, borne, KINDS[each], count, before, limit)
        for each, count, _label in sorted(counts)
    ]


def _bearers(
    session: Session,
    viewer: Viewer,
    borne: Subquery,
    kind: Kind,
    count: int,
    before: tuple[datetime, int] | None,
    limit: int,
) -> Bearers:
    wanted = select(borne.c.id, borne.c.at).where(borne.c.kind == kind.name)
    if before is not None:
        wanted = wanted.where(tuple_(borne.c.at, borne.c.id) < before)
    rows = session.execute(wanted.order_by(borne.c.at.desc(), borne.c.id.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    cards = kind.cards(session, viewer, [row.id for row in shown])
    onward = (shown[-1].at, shown[-1].id) if len(rows) > limit else None
    return Bearers(kind, count, [cards[row.id] for row in shown if row.id in cards], onward)


def _borne(viewer: Viewer, key: str | None = None) -> Subquery:
    """Each tag (or this one) of each item that the viewer may read."""
    found = []
    for kind in KINDS:
        if kind.readable is not None:
            items = kind.readable(viewer).subquery()
            item_id, at = items.c
            lines = select(
                Tag.key, Tag.label, literal(kind.name).label("kind"), item_id.label("id"), at.label("at")
            ).join(items, (Tag.item_kind == kind.name) & (Tag.item_id == item_id))
            found.append(lines if key is None else lines.where(Tag.key == key))
    return union_all(*found).subquery()
