"""The table of the keys of feeds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base


class FeedKey(Base):
    """Somebody's feed can be fetched by whoever holds the key; there is one at a time."""

    __tablename__ = "feed_key"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    # SHA-256 of the key: a stolen backup opens no feed.
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
