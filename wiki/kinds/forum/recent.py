"""What was said in the forum lately."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.access.filters import readable
from wiki.access.viewer import Viewer
from wiki.kinds.forum.addresses import forum_path, topic_path
from wiki.kinds.forum.models import AMENDED, LIVING, Post, Topic
from wiki.kinds.forum.naming import PURPOSE_LABELS
from wiki.kinds.forum.queries import ALIVE
from wiki.parts.authors import author_mark, is_guest, page_known_to
from wiki.parts.revisions.models import Revision
from wiki.parts.revisions.queries import last_lines
from wiki.parts.spaces.models import Space
from wiki.registry import Change

COLUMNS = (
    Revision.id,
    Revision.created_at,
    Revision.author_name,
    author_mark(Revision.author_id).label("author_mark"),
    Revision.summary,
    Revision.minor,
    Revision.what,
    Topic.id.label("topic_id"),
    Topic.title,
    Topic.slug,
    Topic.language,
    Topic.purpose,
    Post.number,
    Space.slug.label("space_slug"),
    Space.title.label("space_title"),
    Space.language.label("space_language"),
)

LINES = (
    select(*COLUMNS)
    .join(Post, (Post.id == Revision.item_id) & (Revision.item_kind == "post"))
    .join(Topic, Topic.id == Post.topic_id)
    .join(Space, Space.id == Topic.space_id)
    .where(ALIVE, LIVING, Revision.what != AMENDED)
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
    """What people said and changed in topics that the viewer may read, last first; not what they corrected a moment
    after."""
    lines = last_lines(
        LINES.where(readable(viewer, Topic.access_class_id)),
        Topic.space_id,
        space_id=space_id,
        before=before,
        limit=limit,
        minor=minor,
        author_id=author_id,
        muted_for=viewer.account_id if unmuted else None,
    )
    words = _words()
    return [
        Change(
            at=row.created_at,
            id=row.id,
            kind="topic",
            item_id=row.topic_id,
            title=row.title,
            url=topic_path(row.space_slug, row.topic_id, row.slug, row.number),
            space_title=row.space_title,
            space_url=forum_path(row.space_slug),
            author=row.author_name,
            author_page=page_known_to(viewer, row.author_mark),
            author_guest=is_guest(row.author_mark),
            summary=row.summary or words[row.purpose if row.what == "created" else row.what],
            summary_language=row.language if row.summary else "",
            minor=row.minor,
            what=row.what,
            language=row.language,
            space_language=row.space_language,
        )
        for row in session.execute(lines)
    ]


def _words() -> Mapping[str, str]:
    """What is told of a post without a summary: what its topic is for where it opened it, else what was done."""
    opened = {purpose: str(label) for purpose, label in PURPOSE_LABELS.items()}
    return defaultdict(lambda: gettext("Message changed"), opened, replied=gettext("New reply"))
