"""Tables of pages and of the addresses they once had."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, validates

from wiki.db import Base
from wiki.parts.words import KEY_LENGTH, in_order

TITLE_LENGTH = 200  # characters


class Page(Base):
    """What stays of a page when its title, its place and its words change: the id."""

    __tablename__ = "page"

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"))
    access_class_id: Mapped[int] = mapped_column(ForeignKey("access_class.id"), index=True)
    # None for the first page of the space alone.
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("page.id"))
    # Among its siblings; equal ones stand in the order of `order_key`.
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    title_key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    order_key: Mapped[str] = mapped_column(String(KEY_LENGTH), server_default="")
    slug: Mapped[str] = mapped_column(String(100))
    language: Mapped[str] = mapped_column(String(20))
    # The revision that is read, and its number, which an edit must name as its base.
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    revision_number: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)
    updated_by: Mapped[str] = mapped_column(String(200))
    # Its name in the wiki it was imported from.
    source_slug: Mapped[str | None] = mapped_column(String(200))
    # In the bin since then, by whom and why.
    deleted_at: Mapped[datetime | None] = mapped_column()
    deleted_by: Mapped[str | None] = mapped_column(String(200))
    deletion_reason: Mapped[str | None] = mapped_column(String(400))
    # Held back by those who moderate ("waiting", "hidden", "returned"): its class is that of its author and theirs.
    held: Mapped[str | None] = mapped_column(String(10))
    # The revision that somebody answered for, who and when. The page is official as long as it is the one that is read.
    approved_number: Mapped[int | None]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str | None] = mapped_column(String(200))

    kind = "page"

    __table_args__ = (
        Index(
            "uq_page_sibling_title",
            "space_id",
            "parent_id",
            "title_key",
            "access_class_id",
            unique=True,
            sqlite_where=deleted_at.is_(None),
            postgresql_where=deleted_at.is_(None),
        ),
        Index(
            "uq_page_slug",
            "space_id",
            "slug",
            unique=True,
            sqlite_where=deleted_at.is_(None),
            postgresql_where=deleted_at.is_(None),
        ),
        Index("ix_page_tree", "space_id", "parent_id", "deleted_at", "position", "order_key"),
        Index("ix_page_space_id_title_key", "space_id", "title_key"),
        Index("ix_page_source_slug", "space_id", "source_slug"),
    )

    @validates("title_key")
    def _in_order(self, _name: str, key: str) -> str:
        self.order_key = in_order(key)
        return key


class FormerAddress(Base):
    """A page once had this slug and this title: the old address leads to it, the old title finds it."""

    __tablename__ = "former_address"

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), primary_key=True)
    slug: Mapped[str] = mapped_column(String(100), primary_key=True)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), index=True)
