"""Tables of topics and of their posts."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, String, and_
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base

TITLE_LENGTH = 200  # characters

QUESTION = "question"
DISCUSSION = "discussion"
ANNOUNCEMENT = "announcement"
PURPOSES = (QUESTION, DISCUSSION, ANNOUNCEMENT)

# What was done by a revision that takes the place of the one before it, in the history that readers are shown.
AMENDED = "amended"


class Topic(Base):
    """What people talk of. What lists sort, filter and count by stands in its own row, kept right by those who hold
    that row while they write: a list of a hundred thousand topics never looks at a post."""

    __tablename__ = "topic"

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"))
    access_class_id: Mapped[int] = mapped_column(ForeignKey("access_class.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    slug: Mapped[str] = mapped_column(String(100))
    language: Mapped[str] = mapped_column(String(20))
    # None when the author has no account any more; the name always stands.
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    author_name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    # The item of another kind that it is about.
    about_kind: Mapped[str | None] = mapped_column(String(20))
    about_id: Mapped[int | None]

    # The highest number that a post was given: they are given once.
    numbered: Mapped[int] = mapped_column(default=0)
    # Of the posts that are not in the bin: how many besides the first, and the last one.
    replies: Mapped[int] = mapped_column(default=0)
    last_number: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[datetime]
    last_post_by: Mapped[str] = mapped_column(String(200))

    # Its state, as the instants at which it came to be so; None is not so.
    answered_at: Mapped[datetime | None]  # the first reply
    solved_at: Mapped[datetime | None]  # the first answer that was accepted
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(200))
    closing_reason: Mapped[str | None] = mapped_column(String(400))
    archived_at: Mapped[datetime | None]
    archived_by: Mapped[str | None] = mapped_column(String(200))
    # At the top of the list until this instant.
    pinned_until: Mapped[datetime | None]
    pinned_by: Mapped[str | None] = mapped_column(String(200))
    pinning_reason: Mapped[str | None] = mapped_column(String(400))
    # In the bin since then, by whom and why.
    deleted_at: Mapped[datetime | None]
    deleted_by: Mapped[str | None] = mapped_column(String(200))
    deleter_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    deletion_reason: Mapped[str | None] = mapped_column(String(400))
    # Held back by those who moderate ("waiting", "hidden", "returned"): its class is that of its author and theirs.
    held: Mapped[str | None] = mapped_column(String(10))

    kind = "topic"


# What a list shows unless it is asked for something else.
LISTED = and_(Topic.deleted_at.is_(None), Topic.archived_at.is_(None))


def _by_activity(name: str, *columns: str, where: object) -> Index:
    """An index in the order of a list, over what that list shows: the conditions must stand in the query word for
    word, or it is not used."""
    return Index(
        f"ix_topic_{name}", *columns, "last_post_at", "id", sqlite_where=where, postgresql_where=where
    )


_UNSETTLED = and_(LISTED, Topic.closed_at.is_(None))
for index in (
    _by_activity("latest", where=LISTED),
    _by_activity("activity", "space_id", where=LISTED),
    _by_activity("purpose", "space_id", "purpose", where=LISTED),
    _by_activity("unanswered", "space_id", where=and_(_UNSETTLED, Topic.answered_at.is_(None))),
    _by_activity("open", "space_id", where=and_(_UNSETTLED, Topic.solved_at.is_(None))),
    _by_activity("solved", "space_id", where=and_(LISTED, Topic.solved_at.is_not(None))),
    _by_activity(
        "archived", "space_id", where=and_(Topic.deleted_at.is_(None), Topic.archived_at.is_not(None))
    ),
    _by_activity("author", "author_id", "space_id", where=Topic.deleted_at.is_(None)),
    _by_activity("about", "about_kind", "about_id", where=Topic.about_id.is_not(None)),
    _by_activity("pinned", "space_id", where=and_(LISTED, Topic.pinned_until.is_not(None))),
    _by_activity("bin", "space_id", where=Topic.deleted_at.is_not(None)),
):
    Topic.__table__.append_constraint(index)  # type: ignore[attr-defined]  # a Table


class Post(Base):
    """A message of a topic. Its words are those of its current revision."""

    __tablename__ = "post"

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"))
    # 1 for the one that opens the topic; 2, 3, … in the order in which they came.
    number: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    author_name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    revision_number: Mapped[int] = mapped_column(default=0)
    # When it last came to say something else, its first minutes aside.
    edited_at: Mapped[datetime | None]
    edited_by: Mapped[str | None] = mapped_column(String(200))
    # The post that it answers, where its author said so.
    reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="SET NULL"), index=True)
    # Which form it was sent with: the same one sent twice makes one post.
    sending: Mapped[str | None] = mapped_column(String(12))
    accepted_at: Mapped[datetime | None] = mapped_column()
    accepted_by: Mapped[str | None] = mapped_column(String(200))
    deleted_at: Mapped[datetime | None]
    deleted_by: Mapped[str | None] = mapped_column(String(200))
    deleter_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    deletion_reason: Mapped[str | None] = mapped_column(String(400))
    # Held back by those who moderate: then only they and its author read it.
    held: Mapped[str | None] = mapped_column(String(10))

    kind = "post"

    __table_args__ = (
        Index("uq_post_topic_id_number", "topic_id", "number", unique=True),
        Index("uq_post_author_id_sending", "author_id", "sending", unique=True),
        Index(
            "ix_post_accepted",
            "topic_id",
            sqlite_where=accepted_at.is_not(None),
            postgresql_where=accepted_at.is_not(None),
        ),
    )


# What everybody sees of a topic that they may read, and what its row counts.
LIVING = and_(Post.deleted_at.is_(None), Post.held.is_(None))


class Revisioned(NamedTuple):
    """A post as the revisions know it: an item of its own."""

    id: int
    space_id: int
    access_class_id: int
    kind: str = "post"
