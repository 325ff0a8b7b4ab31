"""The texts of a version of rules. The version itself, and who accepted it, stand among the rights (wiki/access)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base

TITLE_LENGTH = 200  # characters


class RulesText(Base):
    """One text of a version, in one language. Never changed."""

    __tablename__ = "rules_text"

    version_id: Mapped[int] = mapped_column(
        ForeignKey("rules_version.id", ondelete="CASCADE"), primary_key=True
    )
    # "terms", "privacy", "guests" or "charter".
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    body: Mapped[str] = mapped_column(Text)
    # As it is read, rendered when it was published.
    html: Mapped[str] = mapped_column(Text)
