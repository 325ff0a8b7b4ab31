"""Tables of revisions, which are never changed nor pruned, and of what was rendered from them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base


class Revision(Base):
    """An item as somebody left it. Each holds the hash of the one before: a changed byte breaks the chain."""

    __tablename__ = "revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_kind: Mapped[str] = mapped_column(String(20))
    item_id: Mapped[int]
    # 1, 2, 3, … without holes within an item.
    number: Mapped[int]
    # What was done: "created", "edited", "renamed", "moved", "reverted", "deleted", "restored", "imported", "relinked".
    what: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    # Characters in the body, and how many more than in the revision before.
    size: Mapped[int]
    growth: Mapped[int]
    summary: Mapped[str] = mapped_column(String(200), default="")
    minor: Mapped[bool] = mapped_column(default=False)
    # None when the author has no account here, as after an import; the name always stands.
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    author_name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        Index("uq_revision_item", "item_kind", "item_id", "number", unique=True),
        # For recent changes, which would otherwise sort every revision of the site.
        Index("ix_revision_recent", "item_kind", "created_at", "id"),
        Index("ix_revision_author", "author_id", "item_kind", "created_at", "id"),
    )


class Rendering(Base):
    """What a revision looks like to everybody, before links are resolved for one reader."""

    __tablename__ = "rendering"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id", ondelete="CASCADE"), primary_key=True)
    # JSON: [[level, text, id], …]
    contents: Mapped[str] = mapped_column(Text)
    # JSON: the headings' texts, for the search
    headings: Mapped[str] = mapped_column(Text)
    words: Mapped[int]
    # How many wiki links the HTML holds: none spares a statement when it is read.
    links: Mapped[int]
    # Plain text, for the search.
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
