"""What the forum hangs beside the items of other kinds: the way to ask about them, and what was asked."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from sqlalchemy import bindparam, case, func
from sqlalchemy.orm import Session

from wiki.access.filters import readable
from wiki.access.item import Item
from wiki.access.roles import WRITE
from wiki.access.viewer import Viewer
from wiki.kinds.forum.addresses import forum_path, new_topic_path
from wiki.kinds.forum.models import LISTED, QUESTION, Topic
from wiki.kinds.forum.naming import PURPOSE_LABELS, state_badge
from wiki.kinds.forum.queries import TOPICS, TopicRow
from wiki.registry import MarginNote, MarginPart

SHOWN = 6  # topics

_UNANSWERED = (Topic.purpose == QUESTION) & Topic.answered_at.is_(None) & Topic.closed_at.is_(None)
_ABOUT = (Topic.about_kind == bindparam("kind")) & (Topic.about_id == bindparam("item"))


def invite(viewer: Viewer, item: Item, space_slug: str) -> tuple[Any, str] | None:
    """The way to ask about the item, for those who write in its space."""
    if not viewer.holds(WRITE, item.space_id):
        return None
    return _("Ask about this page"), new_topic_path(space_slug, about=f"{item.kind}:{item.id}")


def part(session: Session, viewer: Viewer, item: Item) -> MarginPart | None:
    """The topics about the item that the viewer may read: first the questions that nobody answered, then the others,
    last spoken in first. One statement."""
    unanswered = func.sum(case((_UNANSWERED, 1), else_=0))
    rows = session.execute(
        TOPICS.add_columns(func.count().over().label("total"), unanswered.over().label("waiting"))
        .where(_ABOUT, LISTED, readable(viewer, Topic.access_class_id))
        .order_by(_UNANSWERED.desc(), Topic.last_post_at.desc(), Topic.id.desc())
        .limit(SHOWN),
        {"kind": item.kind, "item": item.id},
    ).all()
    if not rows:
        return None
    topics = [TopicRow(*row[:-2]) for row in rows]
    total, waiting = rows[0].total, rows[0].waiting
    slug = topics[0].space_slug
    return MarginPart(
        title=_("Topics about this page"),
        lead=_lead(total, waiting),
        notes=tuple(map(_note, topics)),
        more=f"{forum_path(slug)}?about={item.kind}:{item.id}" if total > len(topics) else None,
    )


def _lead(total: int, waiting: int) -> str:
    if waiting == total:
        return str(ngettext("One question without an answer", "%(num)d questions without an answer", total))
    told = str(ngettext("One topic", "%(num)d topics", total))
    if not waiting:
        return told
    waits = ngettext("one waits for an answer", "%(num)d wait for an answer", waiting)
    return f"{told}, {waits}"


def _note(topic: TopicRow) -> MarginNote:
    badge = state_badge(topic)
    replies = (
        ngettext("one reply", "%(count)s replies", topic.replies, count=topic.replies)
        if topic.replies
        else gettext("no reply")
    )
    return MarginNote(
        topic.title,
        topic.url,
        badge.text if badge else PURPOSE_LABELS[topic.purpose],
        badge.tone if badge else "neutral",
        f"{topic.author_name}, {replies}",
    )
