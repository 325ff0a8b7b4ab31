"""Say that a reply answers the question, or that it does not after all."""

from __future__ import annotations

from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.decision import require
from wiki.access.viewer import Viewer
from wiki.kinds.forum.commands.holding import held_post, recount, require_current, subject, tell_margin
from wiki.kinds.forum.errors import NoSuchPost, NotAQuestion, PostInBin
from wiki.kinds.forum.events import AnswerAccepted, AnswerWithdrawn
from wiki.kinds.forum.models import QUESTION, Post, Topic
from wiki.outbox import record


def accept_answer(session: Session, actor: Viewer, post_id: int) -> Post:
    """The reply, accepted as an answer beside those that already are. A second time changes nothing.

    :raises NotAQuestion, PostInBin, TopicArchived: when it cannot be one.
    """
    topic, post = _reply_to_question(session, actor, post_id)
    if post.accepted_at is None:
        post.accepted_at, post.accepted_by = clock.now(), actor.name
        topic.solved_at = topic.solved_at or post.accepted_at
        tell_margin(session, topic)
        record(session, AnswerAccepted(topic.kind, (topic.id,), *actor.by, post_id=post.id))
    return post


def withdraw_answer(session: Session, actor: Viewer, post_id: int) -> Post:
    """The reply, no longer an accepted answer.

    :raises NotAQuestion, PostInBin, TopicArchived: when it never could be one.
    """
    topic, post = _reply_to_question(session, actor, post_id)
    if post.accepted_at is not None:
        post.accepted_at = post.accepted_by = None
        recount(session, topic)
        tell_margin(session, topic)
        record(session, AnswerWithdrawn(topic.kind, (topic.id,), *actor.by, post_id=post.id))
    return post


def _reply_to_question(session: Session, actor: Viewer, post_id: int) -> tuple[Topic, Post]:
    topic, post = held_post(session, post_id)
    require(actor, "topic.accept", subject(topic, post))
    require_current(topic)
    if topic.purpose != QUESTION or post.number == 1:
        raise NotAQuestion
    if post.deleted_at is not None:
        raise PostInBin
    if post.held is not None:
        raise NoSuchPost
    return topic, post
