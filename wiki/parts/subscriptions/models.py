"""The table of subscriptions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base

# What somebody hears of a space, the least first.
MUTED = "muted"  # nothing: its news do not come home
NORMAL = "normal"  # what is for them alone
FOLLOWED = "followed"  # each new topic too
WATCHED = "watched"  # everything
LEVELS = (MUTED, NORMAL, FOLLOWED, WATCHED)


class Subscription(Base):
    """The level that somebody chose for a space; without a row it is the normal one."""

    __tablename__ = "subscription"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    space_id: Mapped[int] = mapped_column(
        ForeignKey("space.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    level: Mapped[str] = mapped_column(String(10))
    chosen_at: Mapped[datetime]
