"""What the forum brings to the home of a community: the questions that wait for an answer."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from wiki.access.filters import readable
from wiki.access.viewer import Viewer
from wiki.kinds.forum.addresses import forum_path
from wiki.kinds.forum.documents import card
from wiki.kinds.forum.listing import VIEWS
from wiki.kinds.forum.models import Topic
from wiki.kinds.forum.queries import TOPICS, TopicRow
from wiki.registry import Card, SpacePart


def unanswered(session: Session, viewer: Viewer, space_id: int, limit: int) -> Sequence[Card]:
    """The questions of the space without a reply, those that wait longest first."""
    waiting = (
        TOPICS.where(Topic.space_id == space_id, VIEWS["unanswered"], readable(viewer, Topic.access_class_id))
        .order_by(Topic.created_at, Topic.id)
        .limit(limit)
    )
    return [card(TopicRow(*row)) for row in session.execute(waiting)]


PARTS = (
    SpacePart(
        _("Questions without an answer"),
        unanswered,
        "question",
        lambda space_slug: f"{forum_path(space_slug)}?show=unanswered",
    ),
)
