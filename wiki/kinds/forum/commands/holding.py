"""A topic is held by whoever writes in it, alone: its numbers are unique and its counts are right, however many do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wiki.access.decision import require
from wiki.access.item import Item
from wiki.access.viewer import Viewer
from wiki.kinds.forum.errors import NoSuchPost, NoSuchTopic, ReasonMissing, TopicArchived, UnknownPurpose
from wiki.kinds.forum.models import ANNOUNCEMENT, LIVING, PURPOSES, QUESTION, Post, Topic
from wiki.parts.margins.commands import margin_changed
from wiki.parts.moderation.matters import class_of
from wiki.parts.words import clean_line

REASON_LENGTH = 400  # characters


@dataclass(frozen=True, slots=True)
class Subject:
    """A topic, or a post of it, as the rules see it: what may be read is the topic."""

    id: int
    space_id: int
    access_class_id: int
    author_id: int | None
    asker_id: int | None
    deleter_id: int | None
    deleted_at: datetime | None
    held: str | None = None  # of a message: that of a topic stands in its class
    kind: str = "topic"


def subject(topic: Topic, post: Post | None = None) -> Subject:
    """The post of the topic, or the topic itself."""
    one: Topic | Post = post or topic
    asker_id = topic.author_id if topic.purpose == QUESTION else None
    return Subject(
        topic.id,
        topic.space_id,
        topic.access_class_id,
        one.author_id,
        asker_id,
        one.deleter_id,
        one.deleted_at,
        post.held if post else None,
    )


def held_topic(session: Session, topic_id: int) -> Topic:
    """The topic's row, held until the transaction ends; never so that a foreign key has to wait for it.

    :raises NoSuchTopic: when there is none.
    """
    topic = session.get(Topic, topic_id, with_for_update={"key_share": True}, populate_existing=True)
    if topic is None:
        raise NoSuchTopic
    return topic


def held_post(session: Session, post_id: int) -> tuple[Topic, Post]:
    """The post with its topic, which is held.

    :raises NoSuchPost: when there is none.
    """
    topic_id = session.scalar(select(Post.topic_id).where(Post.id == post_id))
    if topic_id is None:
        raise NoSuchPost
    topic = held_topic(session, topic_id)
    if topic.deleted_at is not None:
        raise NoSuchPost
    return topic, session.get_one(Post, post_id, populate_existing=True)


def require_current(topic: Topic) -> None:
    """:raises TopicArchived: when nothing is changed in it any more."""
    if topic.archived_at is not None:
        raise TopicArchived


def require_purpose(actor: Viewer, item: Item, purpose: str) -> None:
    """:raises UnknownPurpose, Forbidden: when there is no such purpose, or it is not the actor's to choose."""
    if purpose not in PURPOSES:
        raise UnknownPurpose
    if purpose == ANNOUNCEMENT:
        require(actor, "topic.announce", item)


def required_reason(reason: str) -> str:
    """The reason as it is kept.

    :raises ReasonMissing: when nothing was said.
    """
    kept = clean_line(reason, REASON_LENGTH)
    if not kept:
        raise ReasonMissing
    return kept


def recount(session: Session, topic: Topic) -> None:
    """Have the topic's row say what its posts say, after one went to the bin or came back."""
    session.flush()
    living = (Post.topic_id == topic.id) & LIVING
    reply = Post.number > 1
    replies, topic.answered_at = session.execute(
        select(func.count(), func.min(Post.created_at)).where(living, reply)
    ).one()
    topic.replies = replies
    topic.solved_at = session.scalar(
        select(func.min(Post.accepted_at)).where(living, Post.accepted_at.is_not(None))
    )
    last = session.execute(
        select(Post.number, Post.created_at, Post.author_name)
        .where(living)
        .order_by(Post.number.desc())
        .limit(1)
    ).one()
    topic.last_number, topic.last_post_at, topic.last_post_by = last


def tell_margin(session: Session, topic: Topic) -> None:
    """What hangs beside the item that the topic is about is no longer what it was."""
    if topic.about_kind is not None and topic.about_id is not None:
        margin_changed(session, topic.about_kind, topic.about_id)


def hold_topic(session: Session, topic: Topic, how: str | None) -> None:
    """Hold the topic, whose row is held, back in this way, or with None let it go. Its class is that of those who may
    read it then."""
    topic.held = how
    topic.access_class_id = class_of(
        session, topic.access_class_id, topic.space_id, topic.author_id, held=how is not None
    )
    tell_margin(session, topic)


def hold_post(session: Session, topic: Topic, post: Post, how: str | None) -> None:
    """The same for a message of it, which the topic's row does not count while it is held back."""
    post.held = how
    recount(session, topic)
    tell_margin(session, topic)
