"""Posts as their viewer may see them: rows of statements built once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from wiki.access.roles import MODERATE
from wiki.access.viewer import Viewer
from wiki.db import AnySelect, first_row, rows
from wiki.errors import SignInNeeded
from wiki.kinds.forum.addresses import ON_A_PAGE, anchor, post_path, topic_path
from wiki.kinds.forum.errors import NoSuchPost, NoSuchTopic
from wiki.kinds.forum.models import LIVING, Post, Revisioned
from wiki.kinds.forum.queries.topics import TopicRow, let_pass, topic, topics_by_id
from wiki.parts.authors import author_mark
from wiki.parts.reading.queries import ME, news_since, reading_as
from wiki.parts.revisions.models import Rendering


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
    author_mark: int | None  # of wiki/parts/authors
    held: str | None = None  # how those who moderate hold it back


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
        author_mark(Post.author_id),
        Post.held,
    )
    .join_from(Post, Rendering, Rendering.revision_id == Post.revision_id)
    .outerjoin(
        _ANSWERED,
        (_ANSWERED.id == Post.reply_to_id) & _ANSWERED.deleted_at.is_(None) & _ANSWERED.held.is_(None),
    )
)


@cache
def _page(*, keeper: bool) -> AnySelect:
    """The posts of one page of a topic; those in the bin, and those that are held back, for its stewards, and one's
    own for those who put them there or wrote them."""
    statement = (
        _POSTS.where(Post.topic_id == bindparam("topic"))
        .where(Post.number.between(bindparam("first"), bindparam("last")))
        .order_by(Post.number)
    )
    return (
        statement
        if keeper
        else statement.where(
            or_(Post.deleted_at.is_(None), Post.deleter_id == ME),
            or_(Post.held.is_(None), Post.author_id == ME),
        )
    )


def posts_on_page(session: Session, viewer: Viewer, topic: TopicRow, page: int) -> list[PostRow]:
    """What the viewer sees of this page of the topic, from page 1 on."""
    statement = _page(keeper=viewer.holds(MODERATE, topic.space_id))
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
    def held(self) -> str | None:
        return self.post.held

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
    row = first_row(session, _ONE, {"post": post_id})
    if row is None:
        raise NoSuchPost if viewer.signed_in or viewer.unbounded else SignInNeeded
    found = PostRow(*row)
    try:
        on = topic(session, viewer, found.topic_id)
    except NoSuchTopic as hidden:
        raise NoSuchPost from hidden
    return let_pass(viewer, action, OnePost(found, on), NoSuchPost)


def posts_by_id(session: Session, viewer: Viewer, ids: Sequence[int]) -> list[OnePost]:
    """Those of these posts that the viewer may read and that are not in the bin, in no particular order."""
    living = _POSTS.where(
        Post.id.in_(ids),
        Post.deleted_at.is_(None),
        or_(Post.held.is_(None), Post.author_id == viewer.account_id),
    )
    posts = [PostRow._make(row) for row in session.execute(living)]
    topics = {each.id: each for each in topics_by_id(session, viewer, [post.topic_id for post in posts])}
    return [OnePost(post, topics[post.topic_id]) for post in posts if post.topic_id in topics]


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
        .where(Post.topic_id == topic.id, LIVING, after)
        .order_by(Post.number)
        .limit(1)
    ).first()
    if found is None:
        return topic.url
    page = topic_path(topic.space_slug, topic.id, topic.slug, found.number)
    return f"{page}#{anchor(found.id)}"
