"""The table of drafts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base


def key_of(place: str) -> str:
    """What tells the draft of this place from the person's other drafts of the same kind."""
    return place.rpartition(":")[2]


def numbered(places: Iterable[str], name: str) -> Mapping[str, int]:
    """Of these places those of this name, each with the id that it holds: "page:12" is 12."""
    taken = ((place, place.split(":")) for place in places)
    return {place: int(parts[1]) for place, parts in taken if parts[0] == name}


class Draft(Base):
    """What one person is writing for one place. `place` names an item ("page:12"), or where a new one will stand and
    the form in which it is written ("space:3:9f2c")."""

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    place: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(400), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[str] = mapped_column(String(400), default="")
    base_revision: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime]

    @property
    def key(self) -> str:
        return key_of(self.place)

    __table_args__ = (Index("uq_draft_account_id_place", "account_id", "place", unique=True),)
