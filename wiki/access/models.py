"""Tables of rights: access classes with the words that open them, and the roles granted in spaces."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base


class AccessClass(Base):
    """A set of words that open whatever points here. An item holds one number; its readers can change
    without the item, or the index, being touched."""

    __tablename__ = "access_class"

    id: Mapped[int] = mapped_column(primary_key=True)


class AccessWord(Base):
    __tablename__ = "access_word"

    access_class_id: Mapped[int] = mapped_column(
        ForeignKey("access_class.id", ondelete="CASCADE"), primary_key=True
    )
    word: Mapped[str] = mapped_column(String(60), primary_key=True)


class Grant(Base):
    """Whoever holds the word has the role in the space."""

    __tablename__ = "grant"

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), primary_key=True)
    word: Mapped[str] = mapped_column(String(60), primary_key=True)
    role: Mapped[str] = mapped_column(String(20))


class AccessVersion(Base):
    """One row whose mark changes with any right, so that processes know when to read the rights again."""

    __tablename__ = "access_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(32))
