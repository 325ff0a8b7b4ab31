"""The table of margins."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base


class Margin(Base):
    """Something hangs, or once hung, beside this item; another mark each time that it changes. An item without a
    row has an empty margin, and asks nobody; one with a row can be kept as it was drawn for as long as the mark."""

    __tablename__ = "margin"

    item_kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    item_id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(32))
