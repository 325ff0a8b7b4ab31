"""Topics as their viewer may see them: rows of statements built once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import String, bindparam, cast, literal, select
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.decision import require
from wiki.access.filters import readable
from wiki.access.item import Item
from wiki.access.viewer import Viewer
from wiki.db import SEPARATOR, first_row, joined
from wiki.errors import NotFound, SignInNeeded
from wiki.kinds.forum.addresses import forum_path, page_of, topic_path
from wiki.kinds.forum.errors import NoSuchTopic
from wiki.kinds.forum.models import QUESTION, Topic
from wiki.parts.drafts.models import Draft
from wiki.parts.favourites.queries import favourite_mark
from wiki.parts.reading.models import Reading
from wiki.parts.reading.queries import ME, all_read_until, is_of_reader, news_since, reading_as
from wiki.parts.spaces.models import Space
from wiki.parts.tags.models import Tag
from wiki.parts.words import folded

ALIVE = Topic.deleted_at.is_(None)

OPEN, ANSWERED, SOLVED, CLOSED, ARCHIVED = "open", "answered", "solved", "closed", "archived"
STATES = (OPEN, ANSWERED, SOLVED, CLOSED, ARCHIVED)

One = TypeVar("One", bound=Item)


class TopicRow(NamedTuple):
    """A topic as it was read: an item for the rules, and what screens show of it."""

    id: int
    space_id: int
    access_class_id: int
    space_slug: str
    space_title: str
    space_language: str
    space_sensitivity: str
    space_stage: str
    purpose: str
    title: str
    slug: str
    language: str
    author_id: int | None
    author_name: str
    created_at: datetime
    about_kind: str | None
    about_id: int | None
    numbered: int
    replies: int
    last_number: int
    last_post_at: datetime
    last_post_by: str
    answered_at: datetime | None
    solved_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    closing_reason: str | None
    archived_at: datetime | None
    archived_by: str | None
    pinned_until: datetime | None
    pinned_by: str | None
    pinning_reason: str | None
    deleted_at: datetime | None
    deleted_by: str | None
    deleter_id: int | None
    deletion_reason: str | None
    held: str | None  # how those who moderate hold it back
    tags: str | None
    # Only where somebody reads: how far they had come, what they are writing, whether they marked it.
    read_number: int | None = None
    all_read_at: datetime | None = None
    draft: str | None = None
    favourite: bool = False

    @property
    def kind(self) -> str:
        return "topic"

    @property
    def asker_id(self) -> int | None:
        """Who may say which reply answers."""
        return self.author_id if self.purpose == QUESTION else None

    @property
    def url(self) -> str:
        return topic_path(self.space_slug, self.id, self.slug)

    @property
    def path(self) -> str:
        """Under which what is done to it stands."""
        return f"{forum_path(self.space_slug)}/{self.id}"

    @property
    def tag_list(self) -> list[str]:
        tags = self.tags.split(SEPARATOR) if self.tags else []
        return sorted(tags, key=folded) if len(tags) > 1 else tags

    @property
    def pinned(self) -> bool:
        return self.pinned_until is not None and self.pinned_until > clock.now()

    @property
    def state(self) -> str:
        """The state that counts most, one of STATES."""
        facts = (self.archived_at, self.closed_at, self.solved_at, self.answered_at)
        names = (ARCHIVED, CLOSED, SOLVED, ANSWERED)
        return next((name for name, at in zip(names, facts, strict=True) if at is not None), OPEN)

    @property
    def pages(self) -> int:
        return page_of(self.last_number)

    @property
    def unread(self) -> bool:
        """Whether the reader has not come to its last post."""
        if self.last_post_at <= news_since(self.all_read_at):
            return False
        return self.read_number is None or self.read_number < self.last_number

    @property
    def onward_url(self) -> str:
        """Where its reader goes on: at the first post that they have not read, once they began."""
        return f"{self.path}/unread" if self.unread and self.read_number else self.url


_NAMES = (Topic.id, Topic.space_id, Topic.access_class_id)
_FACTS = (
    Topic.purpose,
    Topic.title,
    Topic.slug,
    Topic.language,
    Topic.author_id,
    Topic.author_name,
    Topic.created_at,
    Topic.about_kind,
    Topic.about_id,
    Topic.numbered,
    Topic.replies,
    Topic.last_number,
    Topic.last_post_at,
    Topic.last_post_by,
    Topic.answered_at,
    Topic.solved_at,
    Topic.closed_at,
    Topic.closed_by,
    Topic.closing_reason,
    Topic.archived_at,
    Topic.archived_by,
    Topic.pinned_until,
    Topic.pinned_by,
    Topic.pinning_reason,
    Topic.deleted_at,
    Topic.deleted_by,
    Topic.deleter_id,
    Topic.deletion_reason,
    Topic.held,
    select(joined(Tag.label))
    .where(Tag.item_kind == "topic", Tag.item_id == Topic.id)
    .correlate(Topic)
    .scalar_subquery()
    .label("tags"),
)
_OF_SPACE = (Space.slug, Space.title, Space.language, Space.sensitivity, Space.stage)
TOPICS = select(*_NAMES, *_OF_SPACE, *_FACTS).join_from(Topic, Space, Space.id == Topic.space_id)
# The same in a space that is known: with nothing to join, no database can think of beginning elsewhere than in the
# index that holds the list in its order.
TOPICS_OF_SPACE = select(
    *_NAMES,
    *(bindparam(f"space_{column.key}", type_=String) for column in _OF_SPACE),
    *_FACTS,
)
READ_NUMBER = select(Reading.number).where(is_of_reader("topic", Topic.id)).correlate(Topic).scalar_subquery()
_DRAFT = (
    select(Draft.body)
    .where(Draft.account_id == ME, Draft.place == literal("topic:") + cast(Topic.id, String))
    .correlate(Topic)
    .scalar_subquery()
)
_FOR_READER = TOPICS.add_columns(
    READ_NUMBER, all_read_until("topic", Topic.space_id), _DRAFT, favourite_mark("topic", Topic.id, ME)
).where(Topic.id == bindparam("topic"))


_PATH = re.compile(r"-/topics/(\d{1,9})-")


def find_topic_id(session: Session, space_id: int, path: str) -> int | None:
    """The id of the topic at this path below its space."""
    found = _PATH.match(path)
    known = select(Topic.id).where(Topic.space_id == space_id, Topic.id == (int(found[1]) if found else 0))
    return session.scalar(known)


def topic(session: Session, viewer: Viewer, topic_id: int, action: str = "topic.read") -> TopicRow:
    """The topic, wherever it stands by now, if the viewer may do `action` to it. One in the bin is there for those
    who may take it out.

    :raises NoSuchTopic: when there is none, or none that the viewer may read.
    """
    row = first_row(session, _FOR_READER, {"topic": topic_id, **reading_as(viewer)})
    if row is None:
        raise NoSuchTopic if viewer.signed_in or viewer.unbounded else SignInNeeded
    return let_pass(viewer, action, TopicRow(*row), NoSuchTopic)


def let_pass(viewer: Viewer, action: str, found: One, absent: type[NotFound]) -> One:
    """What was found, or the error that says the same of what is absent, hidden, and in the bin of others."""
    try:
        require(viewer, "topic.read", found)
        require(viewer, action, found)
    except NotFound as hidden:
        raise absent from hidden
    return found


def topics_by_id(session: Session, viewer: Viewer, ids: Sequence[int]) -> list[TopicRow]:
    """Those of these topics that the viewer may read and that are not in the bin, in no particular order."""
    wanted = TOPICS.where(Topic.id.in_(ids), ALIVE, readable(viewer, Topic.access_class_id))
    return [TopicRow(*row) for row in session.execute(wanted)]


def every_topic_id(session: Session) -> Iterator[int]:
    """The ids of all topics that are not in the bin."""
    yield from session.scalars(select(Topic.id).where(ALIVE).order_by(Topic.id))


def topics_in_bin(
    session: Session, viewer: Viewer, space: Space, *, limit: int = 200, offset: int = 0
) -> list[TopicRow]:
    """What was put in the bin of the forum of the space: the topics that were spoken in last come first."""
    wanted = (
        TOPICS.where(Topic.space_id == space.id, Topic.deleted_at.is_not(None))
        .where(readable(viewer, Topic.access_class_id))
        .order_by(Topic.last_post_at.desc(), Topic.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [TopicRow(*row) for row in session.execute(wanted)]
