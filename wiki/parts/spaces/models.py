"""The table of spaces."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, validates

from wiki.db import Base
from wiki.parts.words import KEY_LENGTH, in_order

TITLE_LENGTH = 120  # characters
LABEL_LENGTH = 30

# Who knows of a space: all staff read it; all staff know that it exists; nobody but its members does.
STAFF = "staff"
MEMBERS_ONLY = "members"
SECRET = "secret"  # noqa: S105 (a word of the glossary, not a password)
VISIBILITIES = (STAFF, MEMBERS_ONLY, SECRET)


class Space(Base):
    __tablename__ = "space"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    title_key: Mapped[str] = mapped_column(String(KEY_LENGTH), index=True)
    # The order of lists: numbers stand in it by their size.
    order_key: Mapped[str] = mapped_column(String(KEY_LENGTH), server_default="")
    description: Mapped[str] = mapped_column(Text, default="")
    visibility: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(20))
    # Opened by those who may read what is in the space.
    access_class_id: Mapped[int] = mapped_column(ForeignKey("access_class.id"))
    # Changes whenever a title or a place in a tree of the space does: what is drawn from them is kept by it.
    tree_mark: Mapped[str] = mapped_column(String(32), default="")
    created_at: Mapped[datetime]
    # The key of one of the site's labels, shown on every screen of the space; "" says nothing.
    sensitivity: Mapped[str] = mapped_column(String(LABEL_LENGTH), default="", server_default="")
    # Where a community is in its life (wiki/parts/communities/stages.py); "": the space is none. Here and not in its
    # own row, for whoever draws a screen of the space has this one already.
    stage: Mapped[str] = mapped_column(String(12), default="", server_default="")

    kind = "space"

    @validates("title_key")
    def _in_order(self, _name: str, key: str) -> str:
        self.order_key = in_order(key)
        return key

    @property
    def space_id(self) -> int:
        return self.id
