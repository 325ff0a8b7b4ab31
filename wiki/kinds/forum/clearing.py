"""A space goes for good: nothing of its forum stays."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from wiki.kinds.forum.events import TopicDeleted
from wiki.kinds.forum.models import Post, Topic
from wiki.outbox import record
from wiki.parts.drafts.models import Draft
from wiki.parts.links.models import Link
from wiki.parts.reading.models import Reading
from wiki.parts.revisions.models import Revision
from wiki.parts.tags.models import Tag


def clear(session: Session, space_id: int) -> None:
    """Take away the topics of the space, with all that is kept of them."""
    topics = list(session.scalars(select(Topic.id).where(Topic.space_id == space_id)))
    posts = list(session.scalars(select(Post.id).where(Post.topic_id.in_(topics))))
    record(session, TopicDeleted(Topic.kind, tuple(topics), ""))
    session.execute(update(Post).where(Post.id.in_(posts)).values(revision_id=None))
    session.execute(delete(Revision).where(Revision.item_kind == "post", Revision.item_id.in_(posts)))
    session.execute(delete(Link).where(Link.source_kind == "post", Link.source_id.in_(posts)))
    session.execute(delete(Tag).where(Tag.item_kind == "topic", Tag.item_id.in_(topics)))
    session.execute(delete(Reading).where(Reading.item_kind == "topic", Reading.item_id.in_(topics)))
    places = [f"topic:{topic_id}" for topic_id in topics] + [f"post:{post_id}" for post_id in posts]
    new = Draft.place.startswith(f"topics:{space_id}:")
    session.execute(delete(Draft).where(Draft.place.in_(places) | new))
    session.execute(delete(Topic).where(Topic.id.in_(topics)))
