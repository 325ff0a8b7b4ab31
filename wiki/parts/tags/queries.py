"""Tags of items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from wiki.access.item import Item
from wiki.db import rows
from wiki.parts.tags.models import Tag

_ON_ONE = (
    select(Tag.label)
    .where(Tag.item_kind == bindparam("kind"), Tag.item_id == bindparam("item"))
    .order_by(Tag.key)
)


def tags_on(session: Session, item: Item) -> tuple[str, ...]:
    """The tags of one item, in alphabetical order."""
    return tuple(label for (label,) in rows(session, _ON_ONE, {"kind": item.kind, "item": item.id}))


def tags_of(session: Session, kind: str, ids: Iterable[int]) -> Mapping[int, tuple[str, ...]]:
    """Item id → its tags, in alphabetical order."""
    found = session.execute(
        select(Tag.item_id, Tag.label)
        .where(Tag.item_kind == kind, Tag.item_id.in_(list(ids)))
        .order_by(Tag.key)
    )
    labels: dict[int, list[str]] = defaultdict(list)
    for item_id, label in found:
        labels[item_id].append(label)
    return {item_id: tuple(each) for item_id, each in labels.items()}
