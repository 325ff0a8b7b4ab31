"""Tell somebody something, and note that they have read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.viewer import Viewer
from wiki.parts.cards import Reference
from wiki.parts.notices.models import Notice
from wiki.parts.notices.sentences import Told, packed


def tell(
    session: Session,
    account_ids: Iterable[int | None],
    told: Told,
    *,
    url: str = "",
    item: Reference | None = None,
    space_id: int | None = None,
) -> None:
    """Have these people told, each once; None stands for somebody who is gone. With an item or a space, only those are
    shown it who may read that at the moment they look."""
    kind, item_id = item or (None, None)
    row = {
        "key": type(told).__name__,
        "params": packed(told.values),
        "url": url,
        "item_kind": kind,
        "item_id": item_id,
        "space_id": space_id,
        "made_at": clock.now(),
    }
    rows = [{**row, "account_id": each} for each in dict.fromkeys(account_ids) if each is not None]
    if rows:
        session.execute(insert(Notice), rows)


def mark_read(session: Session, actor: Viewer, notice_id: int | None = None) -> None:
    """The actor has read this notice, or all of theirs."""
    own = [Notice.account_id == actor.account_id, Notice.read_at.is_(None)]
    if notice_id is not None:
        own.append(Notice.id == notice_id)
    session.execute(update(Notice).where(*own).values(read_at=clock.now()))


def forget_read(session: Session, before: datetime) -> None:
    """Keep nothing of what was read before this instant."""
    session.execute(delete(Notice).where(Notice.read_at < before))
