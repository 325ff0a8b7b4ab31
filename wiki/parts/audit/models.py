"""The tables of the journal, and of the separate log of addresses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base


class AuditEntry(Base):
    """Something that was done. No foreign keys: what it is about may be gone, the entry stays."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    act: Mapped[str] = mapped_column(String(60))  # the name of an event
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(200))
    space_id: Mapped[int | None]
    # Not `item_kind`: what those name must be there, and what this names may be gone.
    about_kind: Mapped[str | None] = mapped_column(String(20))
    about_id: Mapped[int | None]
    # Numbers, states and codes of the event, as JSON: never words that somebody wrote.
    details: Mapped[str] = mapped_column(Text)
    # SHA-256 over the entry and the seal of the one before it.
    seal: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        Index("ix_audit_entry_space_id_id", "space_id", "id"),
        Index("ix_audit_entry_actor_id_id", "actor_id", "id"),
    )


class AuditHead(Base):
    """One row: the last seal, and how many entries there are, so that a cut tail is found too."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    entries: Mapped[int]
    seal: Mapped[str] = mapped_column(String(64))


class SecurityEntry(Base):
    """From where somebody signed in, or tried to. Apart from the journal, read by few and kept for a short time."""

    __tablename__ = "security_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    what: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[int | None]
    username: Mapped[str] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(String(64))
    browser: Mapped[str | None] = mapped_column(String(200))
