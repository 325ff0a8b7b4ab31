"""Open a topic, and reply in it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.decision import require
from wiki.access.item import Item
from wiki.access.viewer import Viewer
from wiki.kinds.forum.commands.holding import held_topic, require_current, require_purpose, tell_margin
from wiki.kinds.forum.commands.words import write_post
from wiki.kinds.forum.errors import NoSuchTopic, TopicClosed
from wiki.kinds.forum.events import PostWritten, TopicHeld, TopicOpened
from wiki.kinds.forum.models import LIVING, QUESTION, Post, Topic
from wiki.kinds.forum.wording import clean_body, clean_title, topic_slug
from wiki.outbox import record
from wiki.parts.drafts.commands import drop_draft
from wiki.parts.moderation.matters import class_of
from wiki.parts.moderation.reasons import STATE_WAITING
from wiki.parts.moderation.screening import queue, rule_for
from wiki.parts.spaces.models import Space
from wiki.parts.tags.commands import set_tags


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
    require_purpose(actor, space, purpose)
    if about is not None:
        require(actor, f"{about.kind}.read", about)
    title, body = clean_title(title), clean_body(body)
    if twin := _sent_before(session, actor, space, sending):
        return session.get_one(Topic, twin.topic_id)
    rule = rule_for(session, actor, space.id, (title, body, *tags))
    topic = _without_posts(actor, space, title, purpose, language or space.language, about)
    if rule is not None:
        topic.held = STATE_WAITING
        topic.access_class_id = class_of(
            session, space.access_class_id, space.id, actor.account_id, held=True
        )
    session.add(topic)
    session.flush()
    write_post(session, actor, topic, body, at=topic.created_at, sending=sending)
    set_tags(session, topic, tags)
    tell_margin(session, topic)
    if rule is None:
        record(session, TopicOpened(topic.kind, (topic.id,), *actor.by))
    else:
        queue(session, actor, topic.kind, topic.id, topic.space_id, rule)
        record(session, TopicHeld(topic.kind, (topic.id,), *actor.by))
    return topic


def _without_posts(
    actor: Viewer, space: Space, title: str, purpose: str, language: str, about: Item | None
) -> Topic:
    at = clock.now()
    return Topic(
        space_id=space.id,
        access_class_id=space.access_class_id,
        purpose=purpose,
        title=title,
        slug=topic_slug(title),
        language=language,
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


def reply(
    session: Session,
    actor: Viewer,
    topic_id: int,
    *,
    body: str,
    reply_to_id: int | None = None,
    sending: str | None = None,
) -> Post:
    """A new post of the topic, in answer to another of its posts or to nobody. What has to be approved first is held
    back: nobody is told of it.

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
    rule = rule_for(session, actor, topic.space_id, (body,))
    post = write_post(
        session,
        actor,
        topic,
        body,
        at=clock.now(),
        sending=sending,
        reply_to_id=_in_topic(session, topic, reply_to_id),
        held=STATE_WAITING if rule is not None else None,
    )
    drop_draft(session, actor, f"topic:{topic.id}")
    if rule is not None:
        queue(session, actor, post.kind, post.id, topic.space_id, rule)
        return post
    topic.replies += 1
    topic.answered_at = topic.answered_at or post.created_at
    topic.last_post_at, topic.last_post_by = post.created_at, post.author_name
    tell_margin(session, topic)
    record(session, PostWritten(topic.kind, (topic.id,), *actor.by, post_id=post.id))
    return post


def _require_open(topic: Topic) -> None:
    require_current(topic)
    if topic.closed_at is not None:
        raise TopicClosed(who=topic.closed_by, reason=topic.closing_reason)


def _in_topic(session: Session, topic: Topic, post_id: int | None) -> int | None:
    """The post that is answered, if it is one of this topic."""
    if post_id is None:
        return None
    return session.scalar(select(Post.id).where(Post.id == post_id, Post.topic_id == topic.id, LIVING))


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
