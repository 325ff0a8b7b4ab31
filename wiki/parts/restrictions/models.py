"""The table of restrictions: who answers for each, and when it is looked at again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base


class Restriction(Base):
    """The item, with what stands under it, has a class of its own, within that of the place where it stands."""

    __tablename__ = "restriction"

    item_kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    item_id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), index=True)
    access_class_id: Mapped[int] = mapped_column(ForeignKey("access_class.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    made_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    # From this day on the list of exceptions says that it is to be looked at again. Nothing opens by itself.
    review_at: Mapped[datetime | None]
