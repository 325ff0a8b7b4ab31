"""Put topics and posts in the bin, and take them out."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.decision import may, require
from wiki.access.viewer import Viewer
from wiki.kinds.forum.commands.holding import (
    held_post,
    held_topic,
    recount,
    required_reason,
    subject,
    tell_margin,
)
from wiki.kinds.forum.errors import NoSuchTopic, OpeningStays, PostAnswered, TopicAnswered
from wiki.kinds.forum.events import PostDeleted, PostRestored, TopicDeleted, TopicRestored
from wiki.kinds.forum.models import LIVING, Post, Topic
from wiki.outbox import record


def delete_topic(session: Session, actor: Viewer, topic_id: int, reason: str) -> Topic:
    """The topic, with all its posts, in the bin.

    :raises TopicAnswered: when its author wants to and others have replied.
    :raises ReasonMissing: without a reason.
    """
    topic = held_topic(session, topic_id)
    require(actor, "topic.delete", subject(topic))
    if topic.deleted_at is not None:
        raise NoSuchTopic
    if topic.replies and not may(actor, "topic.keep", topic):
        raise TopicAnswered
    _discard(topic, actor, reason)
    tell_margin(session, topic)
    record(session, TopicDeleted(topic.kind, (topic.id,), *actor.by))
    return topic


def restore_topic(session: Session, actor: Viewer, topic_id: int) -> Topic:
    """The topic, out of the bin, as it was."""
    topic = held_topic(session, topic_id)
    require(actor, "topic.restore", subject(topic))
    if topic.deleted_at is not None:
        _revive(topic)
        tell_margin(session, topic)
        record(session, TopicRestored(topic.kind, (topic.id,), *actor.by))
    return topic


def delete_post(session: Session, actor: Viewer, post_id: int, reason: str) -> Post:
    """The post in the bin; a second time changes nothing.

    :raises OpeningStays: for the post that opens the topic.
    :raises PostAnswered: when its author wants to and somebody has answered it.
    :raises ReasonMissing: without a reason.
    """
    topic, post = held_post(session, post_id)
    require(actor, "topic.delete", subject(topic, post))
    if post.number == 1:
        raise OpeningStays
    if post.deleted_at is None:
        if _answered(session, post) and not may(actor, "topic.keep", topic):
            raise PostAnswered
        _discard(post, actor, reason)
        recount(session, topic)
        tell_margin(session, topic)
        record(session, PostDeleted(topic.kind, (topic.id,), *actor.by, post_id=post.id))
    return post


def restore_post(session: Session, actor: Viewer, post_id: int) -> Post:
    """The post, out of the bin, at its place."""
    topic, post = held_post(session, post_id)
    require(actor, "topic.restore", subject(topic, post))
    if post.deleted_at is not None:
        _revive(post)
        recount(session, topic)
        tell_margin(session, topic)
        record(session, PostRestored(topic.kind, (topic.id,), *actor.by, post_id=post.id))
    return post


def _answered(session: Session, post: Post) -> bool:
    """Whether somebody built on it."""
    answer = select(Post.id).where(Post.reply_to_id == post.id, LIVING).limit(1)
    return post.accepted_at is not None or session.scalar(answer) is not None


def _discard(one: Topic | Post, actor: Viewer, reason: str) -> None:
    one.deletion_reason = required_reason(reason)
    one.deleted_at, one.deleted_by, one.deleter_id = clock.now(), actor.name, actor.account_id


def _revive(one: Topic | Post) -> None:
    one.deleted_at = one.deleted_by = one.deleter_id = one.deletion_reason = None
