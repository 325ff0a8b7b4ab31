"""Open a topic, reply, change what was said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.decision import require
from wiki.access.item import Item
from wiki.access.viewer import Viewer
from wiki.kinds.forum.commands.holding import held_post, held_topic, require_current, subject, tell_margin
from wiki.kinds.forum.errors import ChangedMeanwhile, NoSuchTopic, PostInBin, TopicClosed, UnknownPurpose
from wiki.kinds.forum.events import PostEdited, PostWritten, TopicOpened
from wiki.kinds.forum.models import AMENDED, ANNOUNCEMENT, PURPOSES, QUESTION, Post, Revisioned, Topic
from wiki.kinds.forum.wording import clean_body, clean_title, rendered_post, topic_slug
from wiki.outbox import record
from wiki.parts.drafts.commands import drop_draft
from wiki.parts.revisions.commands import append_revision
from wiki.parts.revisions.merge import merge
from wiki.parts.revisions.models import Revision
from wiki.parts.revisions.queries import base_text
from wiki.parts.revisions.queries import revision as revision_of
from wiki.parts.spaces.models import Space
from wiki.parts.tags.commands import set_tags
from wiki.parts.words import clean_line
from wiki.registry import KINDS

# As long as this after somebody spoke, they correct themselves: it is no edit, and nobody is told.
GRACE = timedelta(minutes=5)
SUMMARY_LENGTH = 200  # characters


def open_topic(
    session: Session,
    actor: Viewer,
    space: Space,
    *,
    title: str,
    body: str,
    purpose: str = QUESTION,
    tags: Sequence[str] = (),
    language: str | None = None,
    about: Item | None = None,
    sending: str | None = None,
) -> Topic:
    """A new topic of the space with its first post; `about` an item of another kind that the actor may read.

    The same `sending` by the same actor gives the topic that the first one made.

    :raises TitleMissing, TitleTooLong, PostEmpty, PostTooLarge, TooManyMentions: when it cannot be said so.
    """
    require(actor, "topic.create", space)
    _require_purpose(actor, space, purpose)
    if about is not None:
        require(actor, f"{about.kind}.read", about)
    title, body = clean_title(title), clean_body(body)
    if twin := _sent_before(session, actor, space, sending):
        return session.get_one(Topic, twin.topic_id)
    at = clock.now()
    topic = Topic(
        space_id=space.id,
        access_class_id=space.access_class_id,
        purpose=purpose,
        title=title,
        slug=topic_slug(title),
        language=language or space.language,
        author_id=actor.account_id,
        author_name=actor.name,
        created_at=at,
        about_kind=about.kind if about else None,
        about_id=about.id if about else None,
        numbered=0,
        replies=0,
        last_post_at=at,
        last_post_by=actor.name,
    )
    session.add(topic)
    session.flush()
    _write(session, actor, topic, body, at=at, sending=sending)
    set_tags(session, topic, tags)
    tell_margin(session, topic)
    record(session, TopicOpened(topic.kind, (topic.id,), actor.name))
    return topic


def reply(
    session: Session,
    actor: Viewer,
    topic_id: int,
    *,
    body: str,
    reply_to_id: int | None = None,
    sending: str | None = None,
) -> Post:
    """A new post of the topic, in answer to another of its posts or to nobody.

    The same `sending` by the same actor gives the post that the first one made.

    :raises TopicClosed, TopicArchived: when nothing is said there any more.
    :raises PostEmpty, PostTooLarge, TooManyMentions: when it cannot be said so.
    """
    topic = held_topic(session, topic_id)
    require(actor, "topic.reply", topic)
    if topic.deleted_at is not None:
        raise NoSuchTopic
    body = clean_body(body)
    if twin := _sent(session, actor, sending):
        return twin
    _require_open(topic)
    post = _write(
        session,
        actor,
        topic,
        body,
        at=clock.now(),
        sending=sending,
        reply_to_id=_in_topic(session, topic, reply_to_id),
    )
    topic.replies += 1
    topic.answered_at = topic.answered_at or post.created_at
    topic.last_post_at, topic.last_post_by = post.created_at, post.author_name
    drop_draft(session, actor, f"topic:{topic.id}")
    tell_margin(session, topic)
    record(session, PostWritten(topic.kind, (topic.id,), actor.name, post_id=post.id))
    return post


def edit_post(
    session: Session,
    actor: Viewer,
    post_id: int,
    *,
    base: int,
    body: str,
    summary: str = "",
    minor: bool = False,
    title: str | None = None,
    tags: Sequence[str] | None = None,
    purpose: str | None = None,
    language: str | None = None,
) -> Post:
    """The post with these words, written from revision `base`; distant changes of others are kept beside them. Title,
    tags, purpose and language are those of its topic, and change with its first post. What is None stays.

    :raises ChangedMeanwhile: when somebody else changed the same passages.
    :raises PostInBin, TopicArchived, PostEmpty, …: when it cannot be changed so.
    """
    topic, post = held_post(session, post_id)
    require(actor, "topic.edit", subject(topic, post))
    require_current(topic)
    if post.deleted_at is not None:
        raise PostInBin
    current = revision_of(session, _revisioned(topic, post), post.revision_number)
    body = _merged(session, _revisioned(topic, post), base, clean_body(body), current)
    if post.number == 1:
        _change_topic(session, actor, topic, title, tags, purpose, language)
    if (body, topic.title) != (current.body, current.title):
        what = AMENDED if _within_grace(session, actor, post, current) else "edited"
        revision = _append(
            session,
            actor,
            topic,
            post,
            body,
            last=current,
            what=what,
            summary=summary,
            minor=minor,
            relink=True,
        )
        if what != AMENDED:
            post.edited_at, post.edited_by = revision.created_at, revision.author_name
    drop_draft(session, actor, f"post:{post.id}")
    tell_margin(session, topic)
    record(session, PostEdited(topic.kind, (topic.id,), actor.name, post_id=post.id, minor=minor))
    return post


def _change_topic(
    session: Session,
    actor: Viewer,
    topic: Topic,
    title: str | None,
    tags: Sequence[str] | None,
    purpose: str | None,
    language: str | None,
) -> None:
    if title is not None:
        topic.title = clean_title(title)
        topic.slug = topic_slug(topic.title)
    if purpose is not None and purpose != topic.purpose:
        _require_purpose(actor, topic, purpose)
        topic.purpose = purpose
    if tags is not None:
        set_tags(session, topic, tags)
    topic.language = language or topic.language


# ── What may be said, and where ────────────────────────────────────────────────────────────────────


def _require_purpose(actor: Viewer, item: Item, purpose: str) -> None:
    if purpose not in PURPOSES:
        raise UnknownPurpose
    if purpose == ANNOUNCEMENT:
        require(actor, "topic.announce", item)


def _require_open(topic: Topic) -> None:
    require_current(topic)
    if topic.closed_at is not None:
        raise TopicClosed(who=topic.closed_by, reason=topic.closing_reason)


def _in_topic(session: Session, topic: Topic, post_id: int | None) -> int | None:
    """The post that is answered, if it is one of this topic."""
    if post_id is None:
        return None
    return session.scalar(
        select(Post.id).where(Post.id == post_id, Post.topic_id == topic.id, Post.deleted_at.is_(None))
    )


def _sent(session: Session, actor: Viewer, sending: str | None) -> Post | None:
    """What the actor's form has already made."""
    if not sending or actor.account_id is None:
        return None
    return session.scalar(select(Post).where(Post.author_id == actor.account_id, Post.sending == sending))


def _sent_before(session: Session, actor: Viewer, space: Space, sending: str | None) -> Post | None:
    """The same for a new topic, which nobody can hold yet: the space is held instead, for as long as it takes."""
    if not sending:
        return None
    session.execute(select(Space.id).where(Space.id == space.id).with_for_update(key_share=True))
    return _sent(session, actor, sending)


# ── Words ──────────────────────────────────────────────────────────────────────────────────────────


def _write(
    session: Session,
    actor: Viewer,
    topic: Topic,
    body: str,
    *,
    at: datetime,
    sending: str | None,
    reply_to_id: int | None = None,
) -> Post:
    """The next post of a topic that is held."""
    topic.numbered += 1
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
    )
    session.add(post)
    session.flush()
    what = "created" if post.number == 1 else "replied"
    _append(session, actor, topic, post, body, last=None, what=what, at=at)
    return post


def _append(
    session: Session,
    actor: Viewer,
    topic: Topic,
    post: Post,
    body: str,
    *,
    last: Revision | None,
    what: str,
    summary: str = "",
    minor: bool = False,
    at: datetime | None = None,
    relink: bool = False,
) -> Revision:
    """The next revision becomes the one that is read."""
    rendered = rendered_post(body, topic.language, post.id)
    revision = append_revision(
        session,
        actor,
        _revisioned(topic, post),
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


def _revisioned(topic: Topic, post: Post) -> Revisioned:
    return Revisioned(post.id, topic.space_id, topic.access_class_id)


def _merged(session: Session, post: Revisioned, base: int, mine: str, theirs: Revision) -> str:
    if base == theirs.number:
        return mine
    merged = merge(base_text(session, post, base), mine, theirs.body)
    if merged.text is None:
        raise ChangedMeanwhile(author=theirs.author_name)
    return merged.text


def _within_grace(session: Session, actor: Viewer, post: Post, current: Revision) -> bool:
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
