"""Tables of communities: what each is for, who asks to come in, what it puts forward."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from wiki.db import Base
from wiki.parts.words import KEY_LENGTH, folded

PURPOSE_LENGTH = 1000  # characters
DOMAIN_LENGTH = 80
RHYTHM_LENGTH = 200
CHARTER_LENGTH = 50_000
REASON_LENGTH = 2000


class Community(Base):
    """A space that is a community. Its stage and its label stand in the space."""

    __tablename__ = "community"

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), primary_key=True)
    purpose: Mapped[str] = mapped_column(Text)
    # What the directory looks for words in.
    purpose_key: Mapped[str] = mapped_column(String(KEY_LENGTH), server_default="")
    domain: Mapped[str] = mapped_column(String(DOMAIN_LENGTH))
    domain_key: Mapped[str] = mapped_column(String(KEY_LENGTH), index=True)
    charter: Mapped[str] = mapped_column(Text)
    # The charter as it is read, rendered when it was saved.
    charter_html: Mapped[str] = mapped_column(Text)
    rhythm: Mapped[str] = mapped_column(String(RHYTHM_LENGTH))
    # How people become members (stages.JOINING), and the role that they have then.
    joining: Mapped[str] = mapped_column(String(12))
    joins_as: Mapped[str] = mapped_column(String(20))
    stage_at: Mapped[datetime]
    # How far those who answer for it were told that it is silent: 0 not yet, 1 its animators, 2 its sponsors too, 3
    # that it may be archived.
    silence_told: Mapped[int] = mapped_column(default=0, server_default="0")
    # Whether they were told that nobody animates it any more.
    unled_told: Mapped[bool] = mapped_column(default=False, server_default=false())

    @validates("purpose")
    def _folded(self, _name: str, purpose: str) -> str:
        self.purpose_key = folded(purpose)
        return purpose


class MembershipRequest(Base):
    """Somebody asks for a role, and waits for those who let people in; or was invited, and is waited for."""

    __tablename__ = "membership_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    # Who invited them; None: they asked themselves.
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    invited: Mapped[bool] = mapped_column(default=False)
    role: Mapped[str] = mapped_column(String(20))
    ends_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text)
    # How much they wish to hear of the space once they are in.
    level: Mapped[str] = mapped_column(String(10))
    made_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    accepted: Mapped[bool | None]
    note: Mapped[str] = mapped_column(Text, default="", server_default="")

    __table_args__ = (
        # One at a time, whoever sends it twice.
        Index(
            "uq_membership_request_waiting",
            "space_id",
            "account_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )


class KeyItem(Base):
    """An item that the home of a community puts forward."""

    __tablename__ = "key_item"

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), primary_key=True)
    item_kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    item_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
