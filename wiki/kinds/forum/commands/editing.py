"""Change what was said."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from wiki.access.decision import require
from wiki.access.viewer import Viewer
from wiki.kinds.forum.commands.holding import (
    held_post,
    hold_post,
    hold_topic,
    require_current,
    require_purpose,
    subject,
    tell_margin,
)
from wiki.kinds.forum.commands.words import append_words, merged, revisioned, within_grace
from wiki.kinds.forum.errors import PostInBin
from wiki.kinds.forum.events import PostEdited
from wiki.kinds.forum.models import AMENDED, Post, Topic
from wiki.kinds.forum.wording import clean_body, clean_title, topic_slug
from wiki.outbox import record
from wiki.parts.drafts.commands import drop_draft
from wiki.parts.moderation.reasons import STATE_RETURNED, STATE_WAITING
from wiki.parts.moderation.screening import added, queue, rule_for
from wiki.parts.revisions.queries import revision as revision_of
from wiki.parts.tags.commands import set_tags


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
    require(actor, "topic.read", subject(topic, post))
    require(actor, "topic.edit", subject(topic, post))
    require_current(topic)
    if post.deleted_at is not None:
        raise PostInBin
    current = revision_of(session, revisioned(topic, post), post.revision_number)
    body = merged(session, revisioned(topic, post), base, clean_body(body), current)
    if post.number == 1:
        _change_topic(session, actor, topic, title, tags, purpose, language)
    changed = (body, topic.title) != (current.body, current.title)
    if changed:
        what = AMENDED if within_grace(session, actor, post, current) else "edited"
        revision = append_words(
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
        _screen(session, actor, topic, post, (topic.title, added(current.body, body)))
    drop_draft(session, actor, f"post:{post.id}")
    tell_margin(session, topic)
    record(session, PostEdited(topic.kind, (topic.id,), *actor.by, post_id=post.id, minor=minor))
    return post


def _screen(session: Session, actor: Viewer, topic: Topic, post: Post, texts: Sequence[str]) -> None:
    """What has to be approved first is held back again; what was returned to its author waits once more."""
    opening = post.number == 1
    held = topic.held if opening else post.held
    rule = "again" if held == STATE_RETURNED else None
    if held is None:
        rule = rule_for(session, actor, topic.space_id, texts)
    if rule is None:
        return
    if opening:
        hold_topic(session, topic, STATE_WAITING)
        queue(session, actor, topic.kind, topic.id, topic.space_id, rule)
    else:
        hold_post(session, topic, post, STATE_WAITING)
        queue(session, actor, post.kind, post.id, topic.space_id, rule)


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
        require_purpose(actor, topic, purpose)
        topic.purpose = purpose
    if tags is not None:
        set_tags(session, topic, tags)
    topic.language = language or topic.language
