"""Topics and messages as those see them who moderate: found, held back, let go."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wiki.access.viewer import Viewer
from wiki.kinds.forum.addresses import anchor, topic_path
from wiki.kinds.forum.commands.holding import held_topic, hold_post, hold_topic
from wiki.kinds.forum.errors import NoSuchPost
from wiki.kinds.forum.events import PostWritten, TopicHeld, TopicOpened
from wiki.kinds.forum.models import LIVING, Post, Topic
from wiki.outbox import record
from wiki.parts.moderation.reasons import STATE_WAITING
from wiki.parts.revisions.models import Rendering
from wiki.parts.spaces.models import Space
from wiki.registry import Matter, Moderated

EXTRACT = 4000  # characters that are decided on without opening it

_ROWS = (
    select(Post, Topic, Space.slug, func.substr(Rendering.text, 1, EXTRACT))
    .join_from(Post, Topic, Topic.id == Post.topic_id)
    .join(Space, Space.id == Topic.space_id)
    .join(Rendering, Rendering.revision_id == Post.revision_id)
    .where(Topic.deleted_at.is_(None), Post.deleted_at.is_(None))
)


def matters(session: Session, name: str, ids: Sequence[int]) -> Sequence[Matter]:
    """Topics or messages; the message that opens a topic is the topic."""
    these = (Topic.id.in_(ids) & (Post.number == 1)) if name == "topic" else Post.id.in_(ids)
    return [_matter(*row) for row in session.execute(_ROWS.where(these))]


def _matter(post: Post, topic: Topic, space_slug: str, text: str) -> Matter:
    opening = post.number == 1
    path = topic_path(space_slug, topic.id, topic.slug, post.number)
    return Matter(
        kind="topic" if opening else "post",
        id=topic.id if opening else post.id,
        space_id=topic.space_id,
        access_class_id=topic.access_class_id,
        author_id=post.author_id,
        author_name=post.author_name,
        title=topic.title,
        language=topic.language,
        url=path if opening else f"{path}#{anchor(post.id)}",
        text=text,
        written_at=post.created_at,
        held=topic.held if opening else post.held,
    )


def hold(session: Session, actor: Viewer, matter: Matter, how: str | None) -> None:
    """Hold the topic, or the message, back in this way; with None let it go. What had waited is told of as if its
    author wrote it now."""
    approved = how is None and matter.held == STATE_WAITING
    if matter.kind == "topic":
        topic = held_topic(session, matter.id)
        hold_topic(session, topic, how)
        if approved:
            record(session, TopicOpened(topic.kind, (topic.id,), matter.author_name, matter.author_id))
    else:
        post = session.get(Post, matter.id)
        if post is None:
            raise NoSuchPost
        topic = held_topic(session, post.topic_id)
        hold_post(session, topic, session.get_one(Post, matter.id, populate_existing=True), how)
        if approved:
            told = PostWritten(
                topic.kind, (topic.id,), matter.author_name, matter.author_id, post_id=matter.id
            )
            record(session, told)
    record(session, TopicHeld(topic.kind, (topic.id,), *actor.by))


def shown(session: Session, space_id: int, account_id: int, most: int) -> int:
    """How many messages of this person are shown in the space, as far as `most`."""
    some = (
        select(Post.id)
        .join(Topic, Topic.id == Post.topic_id)
        .where(Topic.space_id == space_id, Post.author_id == account_id, LIVING)
        .where(Topic.deleted_at.is_(None), Topic.held.is_(None))
        .limit(most)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(some)) or 0


MODERATED = Moderated(kinds=("topic", "post"), matters=matters, hold=hold, shown=shown)
