"""What happened to pages lately."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.access.filters import readable
from wiki.access.viewer import Viewer
from wiki.kinds.pages.addresses import page_path
from wiki.kinds.pages.models import Page
from wiki.kinds.pages.queries import ALIVE
from wiki.parts.authors import author_mark, is_guest, page_known_to
from wiki.parts.revisions.hiding import HIDDEN_BECAUSE
from wiki.parts.revisions.models import Revision
from wiki.parts.revisions.queries import last_lines
from wiki.parts.spaces.models import Space
from wiki.registry import Change

LINES = (
    select(
        Revision.id,
        Revision.created_at,
        Revision.item_id,
        Revision.author_name,
        author_mark(Revision.author_id).label("author_mark"),
        Revision.summary,
        Revision.minor,
        Revision.what,
        HIDDEN_BECAUSE.label("hidden_because"),
        Page.title,
        Page.language,
        Page.slug,
        Page.parent_id,
        Space.slug.label("space_slug"),
        Space.title.label("space_title"),
        Space.language.label("space_language"),
    )
    .join(Page, (Page.id == Revision.item_id) & (Revision.item_kind == "page"))
    .join(Space, Space.id == Page.space_id)
    .where(ALIVE)
)


def recent_changes(
    session: Session,
    viewer: Viewer,
    *,
    space_id: int | None = None,
    before: datetime | None = None,
    limit: int = 50,
    minor: bool = True,
    author_id: int | None = None,
    unmuted: bool = False,
) -> Sequence[Change]:
    """Revisions of pages that the viewer may read, last first; `before` an instant goes on from there."""
    lines = last_lines(
        LINES.where(readable(viewer, Page.access_class_id)),
        Page.space_id,
        space_id=space_id,
        before=before,
        limit=limit,
        minor=minor,
        author_id=author_id,
        muted_for=viewer.account_id if unmuted else None,
    )
    return [
        Change(
            at=row.created_at,
            id=row.id,
            kind="page",
            item_id=row.item_id,
            title=row.title,
            url=page_path(row.space_slug, row.slug, first=row.parent_id is None),
            space_title=row.space_title,
            space_url=page_path(row.space_slug, "", first=True),
            language=row.language,
            space_language=row.space_language,
            author=row.author_name,
            author_page=page_known_to(viewer, row.author_mark),
            author_guest=is_guest(row.author_mark),
            summary=row.summary if row.hidden_because is None else "",
            summary_language=row.language,
            minor=row.minor,
            what=row.what,
        )
        for row in session.execute(lines)
    ]
