"""The words of a post: its first ones, its next ones, and what others wrote meanwhile."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.viewer import Viewer
from wiki.kinds.forum.errors import ChangedMeanwhile
from wiki.kinds.forum.models import AMENDED, Post, Revisioned, Topic
from wiki.kinds.forum.wording import rendered_post
from wiki.parts.revisions.commands import Appended, Last, append_revision
from wiki.parts.revisions.merge import merge
from wiki.parts.revisions.models import Revision
from wiki.parts.revisions.queries import base_text
from wiki.parts.words import clean_line
from wiki.registry import KINDS

# As long as this after somebody spoke, they correct themselves: it is no edit, and nobody is told.
GRACE = timedelta(minutes=5)
SUMMARY_LENGTH = 200  # characters


def write_post(
    session: Session,
    actor: Viewer,
    topic: Topic,
    body: str,
    *,
    at: datetime,
    sending: str | None,
    reply_to_id: int | None = None,
    held: str | None = None,
) -> Post:
    """The next post of a topic that is held; one that is held back in its turn does not count."""
    topic.numbered += 1
    if held is None:
        topic.last_number = topic.numbered
    post = Post(
        topic_id=topic.id,
        number=topic.numbered,
        author_id=actor.account_id,
        author_name=actor.name,
        created_at=at,
        revision_number=0,
        reply_to_id=reply_to_id,
        sending=sending or None,
        held=held,
    )
    session.add(post)
    session.flush()
    what = "created" if post.number == 1 else "replied"
    append_words(session, actor, topic, post, body, last=None, what=what, at=at)
    return post


def append_words(
    session: Session,
    actor: Viewer,
    topic: Topic,
    post: Post,
    body: str,
    *,
    last: Last | None,
    what: str,
    summary: str = "",
    minor: bool = False,
    at: datetime | None = None,
    relink: bool = False,
) -> Appended:
    """The next revision becomes the one that is read."""
    rendered = rendered_post(body, topic.language, post.id)
    revision = append_revision(
        session,
        actor,
        revisioned(topic, post),
        last=last,
        what=what,
        title=topic.title,
        body=body,
        rendered=rendered,
        summary=clean_line(summary, SUMMARY_LENGTH),
        minor=minor,
        at=at,
    )
    post.revision_id, post.revision_number = revision.id, revision.number
    if rendered.links or relink:
        KINDS.naming.write(session, post.kind, post.id, topic.space_id, rendered.links)
    return revision


def revisioned(topic: Topic, post: Post) -> Revisioned:
    """The post as the one whose revisions are kept."""
    return Revisioned(post.id, topic.space_id, topic.access_class_id)


def merged(session: Session, post: Revisioned, base: int, mine: str, theirs: Revision) -> str:
    """`mine`, written from revision `base`, with what others changed since in other passages.

    :raises ChangedMeanwhile: when they changed the same ones.
    """
    if base == theirs.number:
        return mine
    merged = merge(base_text(session, post, base), mine, theirs.body)
    if merged.text is None:
        raise ChangedMeanwhile(author=theirs.author_name)
    return merged.text


def within_grace(session: Session, actor: Viewer, post: Post, current: Revision) -> bool:
    """Whether the actor said this a moment ago: counted from what was said, not from its last correction."""
    if actor.account_id is None or not actor.account_id == post.author_id == current.author_id:
        return False
    said_at = current.created_at
    if current.what == AMENDED:
        said_at = session.scalars(
            select(Revision.created_at)
            .where(Revision.item_kind == post.kind, Revision.item_id == post.id, Revision.what != AMENDED)
            .order_by(Revision.number.desc())
            .limit(1)
        ).one()
    return clock.now() - said_at <= GRACE
