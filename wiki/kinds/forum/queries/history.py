"""What was said before, as far as its readers are shown it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import literal, select
from sqlalchemy.orm import Session, aliased

from wiki.kinds.forum.errors import NoSuchPost
from wiki.kinds.forum.models import AMENDED
from wiki.kinds.forum.queries.posts import OnePost
from wiki.parts.revisions.models import Revision

_NEXT = aliased(Revision)
# A revision whose author corrected it a moment later is not one that anybody was meant to read.
CORRECTED = (
    select(literal(1))
    .where(
        _NEXT.item_kind == Revision.item_kind,
        _NEXT.item_id == Revision.item_id,
        _NEXT.number == Revision.number + 1,
        _NEXT.what == AMENDED,
    )
    .exists()
)


def history(session: Session, one: OnePost, limit: int = 100) -> Sequence[Revision]:
    """The revisions of the post that its readers are shown, newest first."""
    return session.scalars(
        select(Revision)
        .where(Revision.item_kind == "post", Revision.item_id == one.post.id, ~CORRECTED)
        .order_by(Revision.number.desc())
        .limit(limit)
    ).all()


def shown_revision(session: Session, one: OnePost, number: int) -> Revision:
    """One of those.

    :raises NoSuchPost: when the history does not show such a one.
    """
    found = next((line for line in history(session, one) if line.number == number), None)
    if found is None:
        raise NoSuchPost
    return found
