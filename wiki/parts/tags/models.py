"""The table of tags."""

from __future__ import annotations

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base
from wiki.parts.words import KEY_LENGTH


class Tag(Base):
    """An item bears a tag, shown as its first bearer wrote it and compared by its key."""

    __tablename__ = "tag"

    item_kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    item_id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY_LENGTH), primary_key=True)
    label: Mapped[str] = mapped_column(String(60))

    __table_args__ = (Index("ix_tag_key", "key", "item_kind", "item_id"),)
