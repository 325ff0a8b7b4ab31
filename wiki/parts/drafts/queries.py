"""A person's drafts. Nobody else ever sees them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.access.viewer import Viewer
from wiki.parts.drafts.models import Draft
from wiki.parts.shelves import shelf

DRAFTS = "drafts"
# Those that were written last, without their texts.
SHELF = shelf(
    DRAFTS,
    place=Draft.place,
    title=Draft.title,
    at=Draft.saved_at,
    owner_id=Draft.account_id,
    most=10,
)


def find_draft(session: Session, viewer: Viewer, place: str) -> Draft | None:
    return session.scalar(select(Draft).where(Draft.account_id == viewer.account_id, Draft.place == place))


def newest_draft(session: Session, viewer: Viewer, place: str) -> Draft | None:
    """The viewer's draft whose place is this one or, when it ends with a colon, begins like it: the last written."""
    here = Draft.place.startswith(place, autoescape=True) if place.endswith(":") else Draft.place == place
    return session.scalar(
        select(Draft)
        .where(Draft.account_id == viewer.account_id, here)
        .order_by(Draft.saved_at.desc())
        .limit(1)
    )
