"""What the forum brings to somebody's home: what they have not read, and their questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.filters import readable
from wiki.access.viewer import Viewer
from wiki.kinds.forum.documents import card, facts_of
from wiki.kinds.forum.listing import UNREAD
from wiki.kinds.forum.models import LISTED, QUESTION, Topic
from wiki.kinds.forum.queries import READ_NUMBER, TOPICS, TopicRow
from wiki.parts.reading.queries import ME, NEWS_LASTS, all_read_until, reading_as
from wiki.parts.subscriptions.queries import muted_by
from wiki.registry import Card, HomePart

# How far back unread topics are looked for: home costs the same to whoever has read everything in a busy place.
LOOKED_AT = 200

_WAITS = and_(Topic.closed_at.is_(None), Topic.solved_at.is_(None))
_MINE = and_(LISTED, Topic.author_id == ME, Topic.purpose == QUESTION, or_(_WAITS, UNREAD))

_AS_READ = TOPICS.add_columns(READ_NUMBER, all_read_until("topic", Topic.space_id)).order_by(
    Topic.last_post_at.desc(), Topic.id.desc()
)


def unread_topics(session: Session, viewer: Viewer, limit: int) -> Sequence[Card]:
    """The topics with posts that the viewer has not read, last spoken in first, but for their own questions."""
    newest = (
        select(Topic.id)
        .where(LISTED, Topic.last_post_at > clock.now() - NEWS_LASTS)
        # A sum keeps SQLite from gathering and sorting all that the viewer may read: it walks the latest instead.
        .where(readable(viewer, Topic.access_class_id + 0))
        .order_by(Topic.last_post_at.desc(), Topic.id.desc())
        .limit(LOOKED_AT)
    )
    unread = and_(Topic.id.in_(newest), UNREAD, not_(_MINE), ~muted_by(ME, Topic.space_id))
    return _cards(session, viewer, unread, limit)


def questions_of(session: Session, viewer: Viewer, limit: int) -> Sequence[Card]:
    """The viewer's own questions that wait for an answer, or have one that they have not read."""
    return _cards(session, viewer, and_(_MINE, readable(viewer, Topic.access_class_id)), limit)


def _cards(session: Session, viewer: Viewer, which: ColumnElement[bool], limit: int) -> list[Card]:
    values = {"fresh": clock.now() - NEWS_LASTS, **reading_as(viewer)}
    return [_onward(TopicRow(*row)) for row in session.execute(_AS_READ.where(which).limit(limit), values)]


def _onward(topic: TopicRow) -> Card:
    """Its card, leading to what is new in it."""
    facts = facts_of(topic)
    if topic.unread:
        facts = (gettext("New") if topic.read_number is None else gettext("New replies"), *facts)
    return replace(card(topic), url=topic.onward_url, facts=facts)


PARTS = (
    HomePart(_("For you to read"), unread_topics, "discussion"),
    HomePart(_("Your questions"), questions_of, "question"),
)
