"""The table of notices."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base


class Notice(Base):
    __tablename__ = "pinned_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"))
    access_class_id: Mapped[int] = mapped_column(ForeignKey("access_class.id"))
    title: Mapped[str] = mapped_column(String(120))
    words: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(200))
    written_at: Mapped[datetime]

    kind = "notice"
