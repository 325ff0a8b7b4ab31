"""Topics and their posts as their viewer may see them: rows of statements built once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple, TypeVar

from sqlalchemy import String, bindparam, cast, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from wiki import clock
from wiki.access.decision import require
from wiki.access.filters import readable
from wiki.access.item import Item
from wiki.access.viewer import STEWARD, Viewer
from wiki.db import SEPARATOR, AnySelect, joined, rows
from wiki.errors import NotFound, SignInNeeded
from wiki.kinds.forum.addresses import ON_A_PAGE, anchor, forum_path, page_of, post_path, topic_path
from wiki.kinds.forum.errors import NoSuchPost, NoSuchTopic
from wiki.kinds.forum.models import AMENDED, QUESTION, Post, Revisioned, Topic
from wiki.parts.drafts.models import Draft
from wiki.parts.reading.models import Reading
from wiki.parts.reading.queries import ME, all_read_until, is_of_reader, news_since, reading_as
from wiki.parts.revisions.models import Rendering, Revision
from wiki.parts.spaces.models import Space
from wiki.parts.tags.models import Tag
from wiki.parts.words import folded

ALIVE = Topic.deleted_at.is_(None)
EXCERPT = 420  # characters of an accepted answer that stand under the question
MOST_ANSWERS = 10  # accepted ones that are quoted there

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
    tags: str | None
    # Only where somebody reads: how far they had come, what they are writing.
    read_number: int | None = None
    all_read_at: datetime | None = None
    draft: str | None = None

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
    select(joined(Tag.label))
    .where(Tag.item_kind == "topic", Tag.item_id == Topic.id)
    .correlate(Topic)
    .scalar_subquery()
    .label("tags"),
)
TOPICS = select(*_NAMES, Space.slug, Space.title, Space.language, *_FACTS).join_from(
    Topic, Space, Space.id == Topic.space_id
)
# The same in a space that is known: with nothing to join, no database can think of beginning elsewhere than in the
# index that holds the list in its order.
TOPICS_OF_SPACE = select(
    *_NAMES,
    *(bindparam(f"space_{fact}", type_=String) for fact in ("slug", "title", "language")),
    *_FACTS,
)
READ_NUMBER = select(Reading.number).where(is_of_reader("topic", Topic.id)).correlate(Topic).scalar_subquery()
_DRAFT = (
    select(Draft.body)
    .where(Draft.account_id == ME, Draft.place == literal("topic:") + cast(Topic.id, String))
    .correlate(Topic)
    .scalar_subquery()
)
_FOR_READER = TOPICS.add_columns(READ_NUMBER, all_read_until("topic", Topic.space_id), _DRAFT).where(
    Topic.id == bindparam("topic")
)


def topic(session: Session, viewer: Viewer, topic_id: int, action: str = "topic.read") -> TopicRow:
    """The topic, wherever it stands by now, if the viewer may do `action` to it. One in the bin is there for those
    who may take it out.

    :raises NoSuchTopic: when there is none, or none that the viewer may read.
    """
    row = rows(session, _FOR_READER, {"topic": topic_id, **reading_as(viewer)}).first()
    if row is None:
        raise NoSuchTopic if viewer.signed_in or viewer.unbounded else SignInNeeded
    return _let_pass(viewer, action, TopicRow(*row), NoSuchTopic)


def _let_pass(viewer: Viewer, action: str, found: One, absent: type[NotFound]) -> One:
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


# ── Posts ──────────────────────────────────────────────────────────────────────────────────────────


class PostRow(NamedTuple):
    """A post with its words, as they are stored."""

    id: int
    topic_id: int
    number: int
    author_id: int | None
    author_name: str
    created_at: datetime
    edited_at: datetime | None
    edited_by: str | None
    revision_number: int
    accepted_at: datetime | None
    accepted_by: str | None
    deleted_at: datetime | None
    deleted_by: str | None
    deleter_id: int | None
    deletion_reason: str | None
    answered_id: int | None  # the post that it answers
    answered_number: int | None
    answered_name: str | None
    html: str
    links: int


_ANSWERED = aliased(Post)
_POSTS = (
    select(
        Post.id,
        Post.topic_id,
        Post.number,
        Post.author_id,
        Post.author_name,
        Post.created_at,
        Post.edited_at,
        Post.edited_by,
        Post.revision_number,
        Post.accepted_at,
        Post.accepted_by,
        Post.deleted_at,
        Post.deleted_by,
        Post.deleter_id,
        Post.deletion_reason,
        _ANSWERED.id,
        _ANSWERED.number,
        _ANSWERED.author_name,
        Rendering.html,
        Rendering.links,
    )
    .join_from(Post, Rendering, Rendering.revision_id == Post.revision_id)
    .outerjoin(_ANSWERED, (_ANSWERED.id == Post.reply_to_id) & _ANSWERED.deleted_at.is_(None))
)


@cache
def _page(*, keeper: bool) -> AnySelect:
    """The posts of one page of a topic; those in the bin for its stewards, and one's own for those who put them
    there."""
    statement = (
        _POSTS.where(Post.topic_id == bindparam("topic"))
        .where(Post.number.between(bindparam("first"), bindparam("last")))
        .order_by(Post.number)
    )
    return statement if keeper else statement.where(or_(Post.deleted_at.is_(None), Post.deleter_id == ME))


def posts_on_page(session: Session, viewer: Viewer, topic: TopicRow, page: int) -> list[PostRow]:
    """What the viewer sees of this page of the topic, from page 1 on."""
    statement = _page(keeper=viewer.has_role(topic.space_id, STEWARD))
    values = {
        "topic": topic.id,
        "first": (page - 1) * ON_A_PAGE + 1,
        "last": page * ON_A_PAGE,
        **reading_as(viewer),
    }
    return [PostRow(*row) for row in rows(session, statement, values)]


class OnePost(NamedTuple):
    """A post with its topic: an item for the rules, to which a post is of its topic."""

    post: PostRow
    topic: TopicRow

    @property
    def kind(self) -> str:
        return "topic"

    @property
    def id(self) -> int:
        return self.topic.id

    @property
    def space_id(self) -> int:
        return self.topic.space_id

    @property
    def access_class_id(self) -> int:
        return self.topic.access_class_id

    @property
    def author_id(self) -> int | None:
        return self.post.author_id

    @property
    def asker_id(self) -> int | None:
        return self.topic.asker_id

    @property
    def deleter_id(self) -> int | None:
        return self.post.deleter_id

    @property
    def deleted_at(self) -> datetime | None:
        return self.post.deleted_at

    @property
    def revisioned(self) -> Revisioned:
        return Revisioned(self.post.id, self.space_id, self.access_class_id)

    @property
    def path(self) -> str:
        """Under which what is done to it stands."""
        return post_path(self.topic.space_slug, self.post.id)

    @property
    def url(self) -> str:
        """Where it stands in its topic."""
        page = topic_path(self.topic.space_slug, self.topic.id, self.topic.slug, self.post.number)
        return f"{page}#{anchor(self.post.id)}"


_ONE = _POSTS.where(Post.id == bindparam("post"))


def post(session: Session, viewer: Viewer, post_id: int, action: str = "topic.read") -> OnePost:
    """The post, wherever its topic stands by now, if the viewer may do `action` to it. One in the bin is there for
    those who may take it out.

    :raises NoSuchPost: when there is none, or none that the viewer may read.
    """
    row = rows(session, _ONE, {"post": post_id}).first()
    if row is None:
        raise NoSuchPost if viewer.signed_in or viewer.unbounded else SignInNeeded
    found = PostRow(*row)
    try:
        on = topic(session, viewer, found.topic_id)
    except NoSuchTopic as hidden:
        raise NoSuchPost from hidden
    return _let_pass(viewer, action, OnePost(found, on), NoSuchPost)


def first_unread(session: Session, topic: TopicRow) -> str:
    """Where the first post stands that the reader has not read; the last one when they have read them all."""
    if not topic.unread:
        after = Post.number == topic.last_number
    elif topic.read_number is not None:
        after = Post.number > topic.read_number
    else:
        after = Post.created_at > news_since(topic.all_read_at)
    found = session.execute(
        select(Post.id, Post.number)
        .where(Post.topic_id == topic.id, Post.deleted_at.is_(None), after)
        .order_by(Post.number)
        .limit(1)
    ).first()
    if found is None:
        return topic.url
    page = topic_path(topic.space_slug, topic.id, topic.slug, found.number)
    return f"{page}#{anchor(found.id)}"


# ── Answers ────────────────────────────────────────────────────────────────────────────────────────


class AnswerRow(NamedTuple):
    """An accepted answer, as it is quoted under the question."""

    id: int
    number: int
    author_name: str
    created_at: datetime
    accepted_by: str
    text: str

    @property
    def excerpt(self) -> str:
        """Its first words, cut between two of them."""
        if len(self.text) <= EXCERPT:
            return self.text
        return f"{self.text[:EXCERPT].rsplit(None, 1)[0]} …"


_ANSWERS = (
    select(
        Post.id,
        Post.number,
        Post.author_name,
        Post.created_at,
        Post.accepted_by,
        func.substr(Rendering.text, 1, EXCERPT + 1),
    )
    .join_from(Post, Rendering, Rendering.revision_id == Post.revision_id)
    .where(Post.topic_id == bindparam("topic"), Post.accepted_at.is_not(None), Post.deleted_at.is_(None))
    .order_by(Post.accepted_at)
    .limit(MOST_ANSWERS)
)


def answers(session: Session, topic: TopicRow) -> list[AnswerRow]:
    """The accepted answers, in the order in which they were accepted."""
    if topic.solved_at is None:
        return []
    return [AnswerRow(*row) for row in rows(session, _ANSWERS, {"topic": topic.id})]


# ── History ────────────────────────────────────────────────────────────────────────────────────────

_NEXT = aliased(Revision)
# A revision whose author corrected it a moment later is not one that anybody was meant to read.
CORRECTED = (
    select(literal(1))
    .where(
        _NEXT.item_kind == Revision.item_kind,
        _NEXT.item_id == Revision.item_id,
        _NEXT.number == Revision.number + 1,
        _NEXT.what == AMENDED,
    )
    .exists()
)


def history(session: Session, one: OnePost, limit: int = 100) -> Sequence[Revision]:
    """The revisions of the post that its readers are shown, newest first."""
    return session.scalars(
        select(Revision)
        .where(Revision.item_kind == "post", Revision.item_id == one.post.id, ~CORRECTED)
        .order_by(Revision.number.desc())
        .limit(limit)
    ).all()


def shown_revision(session: Session, one: OnePost, number: int) -> Revision:
    """One of those.

    :raises NoSuchPost: when the history does not show such a one.
    """
    found = next((line for line in history(session, one) if line.number == number), None)
    if found is None:
        raise NoSuchPost
    return found


# ── What others ask for ────────────────────────────────────────────────────────────────────────────


def every_topic_id(session: Session) -> Iterator[int]:
    """The ids of all topics that are not in the bin."""
    yield from session.scalars(select(Topic.id).where(ALIVE).order_by(Topic.id))


def topics_in_bin(session: Session, viewer: Viewer, space: Space, limit: int = 200) -> list[TopicRow]:
    """What was put in the bin of the forum of the space: the topics that were spoken in last come first."""
    wanted = (
        TOPICS.where(Topic.space_id == space.id, Topic.deleted_at.is_not(None))
        .where(readable(viewer, Topic.access_class_id))
        .order_by(Topic.last_post_at.desc(), Topic.id.desc())
        .limit(limit)
    )
    return [TopicRow(*row) for row in session.execute(wanted)]
