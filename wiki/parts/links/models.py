"""The table of wiki links."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base
from wiki.parts.words import KEY_LENGTH


class Link(Base):
    """A wiki link of a source's current text. Its target is a page, or a title that no page has yet."""

    __tablename__ = "link"

    source_kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    source_id: Mapped[int] = mapped_column(primary_key=True)
    # Its place among the links of the source, as the rendered HTML counts them.
    number: Mapped[int] = mapped_column(primary_key=True)
    # Where the title is looked for.
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200))
    # What was typed before the title to name that space, "" when it is the source's own and goes without saying.
    prefix: Mapped[str] = mapped_column(String(200), default="")
    title_key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    section: Mapped[str] = mapped_column(String(200), default="")
    # The words that the reader sees.
    label: Mapped[str] = mapped_column(String(200))
    target_id: Mapped[int | None] = mapped_column(ForeignKey("page.id", ondelete="SET NULL"), index=True)

    __table_args__ = (Index("ix_link_space_id_title_key", "space_id", "title_key"),)
