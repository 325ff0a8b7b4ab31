"""Tags of items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.parts.tags.models import Tag


def tags_of(session: Session, kind: str, ids: Iterable[int]) -> Mapping[int, tuple[str, ...]]:
    """Item id → its tags, in alphabetical order."""
    rows = session.execute(
        select(Tag.item_id, Tag.label)
        .where(Tag.item_kind == kind, Tag.item_id.in_(list(ids)))
        .order_by(Tag.key)
    )
    labels: dict[int, list[str]] = defaultdict(list)
    for item_id, label in rows:
        labels[item_id].append(label)
    return {item_id: tuple(found) for item_id, found in labels.items()}
