"""Note how far somebody has read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from wiki.access.item import Item
from wiki.access.viewer import Viewer
from wiki.db import upsert_if
from wiki.parts.reading.models import AllRead, Reading


def mark_read(session: Session, actor: Viewer, kind: str, item_id: int, number: int) -> None:
    """The actor has read the item up to this number. What was read stays so: a smaller number changes nothing."""
    if actor.account_id is None:
        return
    keys = {"account_id": actor.account_id, "item_kind": kind, "item_id": item_id}
    upsert_if(session, Reading, keys, {"number": number}, Reading.number < number)


def mark_all_read(session: Session, actor: Viewer, space: Item, kind: str, until: datetime) -> None:
    """The actor has read every item of the kind in this space, as they were at this instant, or does not care to."""
    if actor.account_id is None:
        return
    keys = {"account_id": actor.account_id, "space_id": space.id, "kind": kind}
    upsert_if(session, AllRead, keys, {"until": until}, AllRead.until < until)
