"""Tables of rights: access classes with the words that open them, roles in spaces, and what lessens them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, false, text
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


class RulesVersion(Base):
    """A version of the terms of use, or of the charter of a space. It stands among the rights: whoever has not accepted
    the last one that is to be accepted reads, and does not write. Its texts are kept by wiki/parts/rules."""

    __tablename__ = "rules_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    # None: of the whole site.
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"))
    number: Mapped[int]
    # Whether it is to be accepted anew; what only words better is not.
    material: Mapped[bool]
    # What changed since the version before, for those who accepted that one.
    changed: Mapped[str] = mapped_column(Text)
    # The day that the text bears.
    dated: Mapped[date]
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    published_by: Mapped[str] = mapped_column(String(200))
    # SHA-256 of its texts: what was accepted can be shown to be what is kept.
    digest: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        Index("uq_rules_version_space_id_number", "space_id", "number", unique=True),
        Index(
            "uq_rules_version_of_site",
            "number",
            unique=True,
            sqlite_where=text("space_id IS NULL"),
            postgresql_where=text("space_id IS NULL"),
        ),
    )


class Acceptance(Base):
    """Somebody accepted a version of the terms of use, or of the charter of a space. Never changed: who accepts anew
    gets another row."""

    __tablename__ = "acceptance"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    accepted_at: Mapped[datetime]


class AccessVersion(Base):
    """One row whose mark changes with any right, so that processes know when to read the rights again."""

    __tablename__ = "access_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(32))
