"""The table of notices."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base


class Notice(Base):
    """Somebody is told something, once. Its words are made when it is read: `key` names the sentence, `params` fill
    it. What it is about stands beside it, so that the right to know of it is asked again."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(60))
    params: Mapped[str] = mapped_column(Text)
    # Where it leads, on this site; "" where there is nothing more to see.
    url: Mapped[str] = mapped_column(String(400), default="")
    # Shown to those who may read this item, and this space; to its owner in any case when both are None.
    item_kind: Mapped[str | None] = mapped_column(String(20))
    item_id: Mapped[int | None]
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), index=True)
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_notice_account_id", "account_id", "read_at", "id"),)
