"""Tables of rights: access classes with the words that open them, roles in spaces, and what lessens them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base


class AccessClass(Base):
    """A set of words that open whatever points here. An item holds one number; its readers can change
    without the item, or the index, being touched."""

    __tablename__ = "access_class"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Whoever opens this class must open that one too: a restriction is never wider than where it stands.
    within_id: Mapped[int | None] = mapped_column(ForeignKey("access_class.id"), index=True)
    # What points here waits for a decision, or was hidden by one: it stands where the class around this one says.
    holds: Mapped[bool] = mapped_column(default=False, server_default=false())


class AccessWord(Base):
    __tablename__ = "access_word"

    access_class_id: Mapped[int] = mapped_column(
        ForeignKey("access_class.id", ondelete="CASCADE"), primary_key=True
    )
    word: Mapped[str] = mapped_column(String(60), primary_key=True)


class Grant(Base):
    """Whoever holds the word has the role in the space, until its end if it has one."""

    __tablename__ = "grant"

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), primary_key=True)
    word: Mapped[str] = mapped_column(String(60), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    given_at: Mapped[datetime]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    # From this instant on it gives nothing.
    ends_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")


class Restraint(Base):
    """Whoever holds the word has fewer rights for a time, in one space or in all."""

    __tablename__ = "restraint"

    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(String(60), index=True)
    # None: in every space.
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), index=True)
    # "silence", "suspension" or "freeze": what each leaves stands in wiki/access/roles.py.
    sort: Mapped[str] = mapped_column(String(20))
    imposed_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]


class SwitchedOff(Base):
    """A kind of content of which nothing new begins in a space; what is there already stays."""

    __tablename__ = "switched_off"

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)


class Screened(Base):
    """Some of what is written in this space waits until it is approved: which, wiki/parts/moderation says. It stands
    among the rights so that it is known of every space without asking."""

    __tablename__ = "screened"

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), primary_key=True)


class AccessVersion(Base):
    """One row whose mark changes with any right, so that processes know when to read the rights again."""

    __tablename__ = "access_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(32))
