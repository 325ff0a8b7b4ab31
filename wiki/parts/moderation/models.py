"""Tables of moderation: what was signalled, what waits, what was decided, and how a space is moderated."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base

NOTE_LENGTH = 1000  # characters

# What of those who write in a space has to be approved first, whatever they write.
NOBODY, CONTRIBUTORS, ALL = "nobody", "contributors", "all"
WHO_WAITS = (NOBODY, CONTRIBUTORS, ALL)


class Moderating(Base):
    """How a space is moderated, where it is not as any other: what waits, and after how many flags something is
    hidden until a person has looked."""

    __tablename__ = "moderating"

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), primary_key=True)
    who_waits: Mapped[str] = mapped_column(String(20), default=NOBODY)
    guests_wait: Mapped[bool] = mapped_column(default=False)
    # The first so many things that somebody writes here wait; 0: none.
    newcomers_wait: Mapped[int] = mapped_column(default=0)
    links_wait: Mapped[bool] = mapped_column(default=False)
    # One word or expression a line.
    words_wait: Mapped[str] = mapped_column(Text, default="")
    # After flags of so many people; 0: never.
    flags_hide: Mapped[int] = mapped_column(default=3)


class Case(Base):
    """Something waits for a decision, or waited. An item has one open case at most."""

    __tablename__ = "moderation_case"

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"))
    item_kind: Mapped[str] = mapped_column(String(20))
    item_id: Mapped[int]
    # Why it was opened, one of CAUSES; `detail` says which rule made something wait.
    cause: Mapped[str] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(String(20), default="")
    opened_at: Mapped[datetime]
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    claimed_by: Mapped[str | None] = mapped_column(String(200))
    claimed_until: Mapped[datetime | None]
    # How often those who decide were reminded of it.
    reminders: Mapped[int] = mapped_column(default=0)
    decided_at: Mapped[datetime | None] = mapped_column()
    # The decision that somebody does not accept, and why.
    appeal_of_id: Mapped[int | None] = mapped_column(
        ForeignKey("moderation_decision.id", ondelete="SET NULL"), unique=True
    )
    appeal_words: Mapped[str] = mapped_column(Text, default="", server_default="")

    __table_args__ = (
        Index(
            "uq_moderation_case_open",
            "item_kind",
            "item_id",
            unique=True,
            sqlite_where=decided_at.is_(None),
            postgresql_where=decided_at.is_(None),
        ),
        Index("ix_moderation_case_queue", "space_id", "decided_at", "opened_at"),
    )


class Flag(Base):
    """Somebody signals something, once."""

    __tablename__ = "flag"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    item_kind: Mapped[str] = mapped_column(String(20))
    item_id: Mapped[int]
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]

    __table_args__ = (
        Index("uq_flag_account_id_item", "account_id", "item_kind", "item_id", unique=True),
        Index("ix_flag_account_id_made_at", "account_id", "made_at"),
    )


class Decision(Base):
    """What somebody decided, or the program by itself. Never changed: another decision undoes it. Titles and names are
    those of the moment."""

    __tablename__ = "moderation_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    # None: of the whole site.
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"))
    # "page", "topic", "post"; "restraint" where somebody was silenced or suspended.
    item_kind: Mapped[str] = mapped_column(String(20))
    item_id: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(400), default="")
    # Whom it is about.
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    author_name: Mapped[str] = mapped_column(String(200))
    # None when nobody did: the program, by a setting.
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    actor_name: Mapped[str] = mapped_column(String(200))
    automatic: Mapped[bool] = mapped_column(default=False, server_default=false())
    action: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(20), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]
    # Of a silence or a suspension.
    ends_at: Mapped[datetime | None]
    # For how long it had waited, in seconds; None where nothing had.
    waited: Mapped[int | None]
    # The decision that an appeal made to be looked at again, and whether it fell.
    appeal_of_id: Mapped[int | None] = mapped_column(
        ForeignKey("moderation_decision.id", ondelete="SET NULL")
    )
    reversed: Mapped[bool] = mapped_column(default=False, server_default=false())

    __table_args__ = (
        Index("ix_moderation_decision_log", "space_id", "id"),
        Index("ix_moderation_decision_item", "item_kind", "item_id", "id"),
    )


class Incident(Base):
    """Personal information stood where it should not: what, whose, since when, and what was done (63.8 to 63.11)."""

    __tablename__ = "incident"

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("space.id", ondelete="SET NULL"), index=True)
    item_kind: Mapped[str] = mapped_column(String(20))
    item_id: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    author_name: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    # Since when it could be read, and until when.
    shown_at: Mapped[datetime]
    opened_at: Mapped[datetime]
    hidden_at: Mapped[datetime | None]
    # How many people are known to have opened it; None where that is not known.
    readers: Mapped[int | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(200))
    serious: Mapped[bool | None]
    measures: Mapped[str] = mapped_column(Text, default="")
