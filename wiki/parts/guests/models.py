"""Tables of guests: who is invited, and who stays where until when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from wiki.db import Base

NAME_LENGTH = 200  # of an account too
REASON_LENGTH = 2000


class GuestInvitation(Base):
    """Somebody from outside is invited into a community. It is answered by its link, once, or comes to its end."""

    __tablename__ = "guest_invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id", ondelete="CASCADE"), index=True)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    # Folded to lower case: it becomes what they type to sign in.
    mail: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    organisation: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(20))
    # Of the stay.
    ends_at: Mapped[datetime]
    # What the token of the link is worked out from, with the secret of the site (tokens.py)…
    nonce: Mapped[str] = mapped_column(String(64))
    # … and its SHA-256, by which it is found again.
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    # Of the link.
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    # When they came, under the terms for guests of that day.
    accepted_at: Mapped[datetime | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))


class GuestStay(Base):
    """A guest is in a community, until the end and with the sponsor that they have there."""

    __tablename__ = "guest_stay"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    space_id: Mapped[int] = mapped_column(
        ForeignKey("space.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    # Who answers for them; None: somebody who has no account any more did.
    sponsor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    began_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    # The end that guest and sponsor were told of.
    told_of_end: Mapped[datetime | None]
    # Whether those who let people in were told that nobody answers for them any more.
    told_of_orphan: Mapped[bool] = mapped_column(default=False, server_default=false())
