"""The tables of what a person comes back to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base

MOST = 200  # favourites of one person
REMEMBERED = 20  # items that somebody saw last


class Favourite(Base):
    """This person marked the item, to find it again."""

    __tablename__ = "favourite"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    item_kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    item_id: Mapped[int] = mapped_column(primary_key=True)
    marked_at: Mapped[datetime]


class Seen(Base):
    """This person had the item before them at about this instant. There are few rows for each: the last ones."""

    __tablename__ = "seen"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    item_kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    item_id: Mapped[int] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
