"""What stewards do with a topic: close, pin, archive, move to another space."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.decision import require
from wiki.access.viewer import Viewer
from wiki.kinds.forum.commands.holding import (
    held_topic,
    require_current,
    required_reason,
    tell_margin,
)
from wiki.kinds.forum.errors import NoSuchTopic, PinnedTooLong
from wiki.kinds.forum.events import TopicKept, TopicRelocated
from wiki.kinds.forum.models import Post, Topic
from wiki.outbox import record
from wiki.parts.moderation.cases import cases_moved
from wiki.parts.moderation.matters import class_of
from wiki.parts.spaces.models import Space

LONGEST_PIN = timedelta(days=366)


def close_topic(session: Session, actor: Viewer, topic_id: int, reason: str) -> Topic:
    """The topic, in which nobody replies any more.

    :raises ReasonMissing, TopicArchived: when it cannot be closed.
    """
    topic = _kept(session, actor, topic_id)
    require_current(topic)
    topic.closing_reason = required_reason(reason)
    topic.closed_at, topic.closed_by = clock.now(), actor.name
    return _told(session, actor, topic)


def reopen_topic(session: Session, actor: Viewer, topic_id: int) -> Topic:
    """The topic, open again."""
    topic = _kept(session, actor, topic_id)
    topic.closed_at = topic.closed_by = topic.closing_reason = None
    return _told(session, actor, topic)


def pin_topic(session: Session, actor: Viewer, topic_id: int, until: datetime, reason: str) -> Topic:
    """The topic, at the top of the list until this instant.

    :raises PinnedTooLong: when it is past, or more than a year away.
    :raises ReasonMissing, TopicArchived: when it cannot be pinned.
    """
    topic = _kept(session, actor, topic_id)
    require_current(topic)
    topic.pinning_reason = required_reason(reason)
    if not clock.now() < until <= clock.now() + LONGEST_PIN:
        raise PinnedTooLong
    topic.pinned_until, topic.pinned_by = until, actor.name
    return _told(session, actor, topic)


def unpin_topic(session: Session, actor: Viewer, topic_id: int) -> Topic:
    """The topic, at its place in the list."""
    topic = _kept(session, actor, topic_id)
    topic.pinned_until = topic.pinned_by = topic.pinning_reason = None
    return _told(session, actor, topic)


def archive_topic(session: Session, actor: Viewer, topic_id: int) -> Topic:
    """The topic, read from now on and no longer changed, out of the ordinary lists."""
    topic = _kept(session, actor, topic_id)
    topic.archived_at, topic.archived_by = clock.now(), actor.name
    return _told(session, actor, topic)


def unarchive_topic(session: Session, actor: Viewer, topic_id: int) -> Topic:
    """The topic, as it was before it was archived."""
    topic = _kept(session, actor, topic_id)
    topic.archived_at = topic.archived_by = None
    return _told(session, actor, topic)


def move_topic(session: Session, actor: Viewer, topic_id: int, space: Space) -> Topic:
    """The topic in another space, where its readers are those of that space. Its old addresses lead to it.

    :raises NotFound, Forbidden: without the right to keep topics here, and to open some there.
    """
    topic = _alive(session, topic_id)
    require(actor, "topic.move", topic)
    require(actor, "topic.create", space)
    topic.space_id = space.id
    topic.access_class_id = class_of(
        session, space.access_class_id, space.id, topic.author_id, held=topic.held is not None
    )
    cases_moved(session, topic.kind, select(Topic.id).where(Topic.id == topic.id), space.id)
    cases_moved(session, "post", select(Post.id).where(Post.topic_id == topic.id), space.id)
    tell_margin(session, topic)
    record(session, TopicRelocated(topic.kind, (topic.id,), *actor.by))
    return topic


def _kept(session: Session, actor: Viewer, topic_id: int) -> Topic:
    topic = _alive(session, topic_id)
    require(actor, "topic.keep", topic)
    return topic


def _alive(session: Session, topic_id: int) -> Topic:
    topic = held_topic(session, topic_id)
    if topic.deleted_at is not None:
        raise NoSuchTopic
    return topic


def _told(session: Session, actor: Viewer, topic: Topic) -> Topic:
    tell_margin(session, topic)
    record(session, TopicKept(topic.kind, (topic.id,), *actor.by))
    return topic
