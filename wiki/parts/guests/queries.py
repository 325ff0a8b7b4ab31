"""Guests as they are: invitations that wait, stays and who answers for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from auth.accounts import able_at, identity
from auth.models import Account
from wiki import clock
from wiki.access.decision import may
from wiki.access.filters import readable
from wiki.access.keyring import viewer_of
from wiki.access.roles import ADMIT, SPONSOR
from wiki.access.viewer import Viewer
from wiki.parts.communities import stages
from wiki.parts.communities.queries import ids_with_right
from wiki.parts.guests.errors import InvitationClosed, NoSuchGuest, NoSuchGuestInvitation
from wiki.parts.guests.models import GuestInvitation, GuestStay
from wiki.parts.guests.tokens import hash_of
from wiki.parts.spaces.models import Space

_Sponsor = aliased(Account)


def open_at(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What keeps the invitations that can still be answered."""
    return (
        GuestInvitation.accepted_at.is_(None),
        GuestInvitation.withdrawn_at.is_(None),
        GuestInvitation.expires_at > now,
        GuestInvitation.ends_at > now,
    )


class Opened(NamedTuple):
    """What a link leads to."""

    invitation: GuestInvitation
    space: Space
    sponsor: Account


def invitation_behind(session: Session, token: str, *, lock: bool = False) -> Opened:
    """What the link with this token leads to, locked for whoever answers it.

    :raises InvitationClosed: answered, taken back, too old, altered, sent by somebody who is gone or who invites
        nobody there any more: all the same.
    """
    now = clock.now()
    found = (
        select(GuestInvitation, Space, Account)
        .join(Space, Space.id == GuestInvitation.space_id)
        .join(Account, Account.id == GuestInvitation.invited_by_id)
        .where(GuestInvitation.token_hash == hash_of(token), *open_at(now), able_at(now))
        .execution_options(populate_existing=True)
    )
    row = session.execute(found.with_for_update(of=GuestInvitation) if lock else found).first()
    if row is None:
        raise InvitationClosed
    opened = Opened(*row)
    # Not by their roles alone: whoever is silenced or kept out invites nobody meanwhile.
    sponsor = viewer_of(session, identity(session, opened.sponsor))
    if not stages.invites(opened.space.stage) or not may(sponsor, "space.invite_guest", opened.space):
        raise InvitationClosed
    return opened


def of_address(mail: str) -> ColumnElement[bool]:
    """The condition that keeps the accounts that sign in with this address, or are written to there."""
    return or_(Account.username == mail, func.lower(Account.mail) == mail)


def invited_account(session: Session, mail: str) -> Account | None:
    """The guest who has this address already, by which they sign in or are written to.

    :raises InvitationClosed: when it is that of somebody who works here, or of somebody who was shut out.
    """
    found = session.scalars(select(Account).where(of_address(mail)).order_by(Account.id)).all()
    if any(each.standing != "guest" or each.disabled_at is not None for each in found):
        raise InvitationClosed
    return found[0] if found else None


def stays_already(session: Session, space_id: int, mail: str) -> bool:
    """Whether the guest of this address is in the community now: a link to them is for their password alone."""
    here = (
        select(GuestStay.account_id)
        .join(Account, Account.id == GuestStay.account_id)
        .where(GuestStay.space_id == space_id, *living_at(clock.now()))
        .where(of_address(mail))
    )
    return session.scalar(here.limit(1)) is not None


def invitations_waiting(session: Session, space_id: int) -> Sequence[GuestInvitation]:
    """Those of the space that nobody has answered, the newest first; too old ones can be sent again."""
    waiting = select(GuestInvitation).where(
        GuestInvitation.space_id == space_id,
        GuestInvitation.accepted_at.is_(None),
        GuestInvitation.withdrawn_at.is_(None),
    )
    return session.scalars(waiting.order_by(GuestInvitation.id.desc())).all()


def locked_invitation(session: Session, space: Space, invitation_id: int) -> GuestInvitation:
    """:raises NoSuchGuestInvitation: when none of the space has this number."""
    found = session.scalar(
        select(GuestInvitation)
        .where(GuestInvitation.id == invitation_id, GuestInvitation.space_id == space.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NoSuchGuestInvitation
    return found


def lives(stay: GuestStay) -> bool:
    """Whether the stay is not over."""
    return stay.ended_at is None and stay.ends_at > clock.now()


class Stay(NamedTuple):
    """A guest in a community, with who answers for them."""

    stay: GuestStay
    guest: Account
    space: Space
    sponsor: Account | None

    @property
    def living(self) -> bool:
        return lives(self.stay)


def _stays(*conditions: ColumnElement[bool]) -> Select[GuestStay, Account, Space, Account]:
    return (
        select(GuestStay, Account, Space, _Sponsor)
        .join(Account, Account.id == GuestStay.account_id)
        .join(Space, Space.id == GuestStay.space_id)
        .outerjoin(_Sponsor, _Sponsor.id == GuestStay.sponsor_id)
        .where(*conditions)
        .order_by(GuestStay.ends_at, Account.name_key, Account.id)
    )


def living_at(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What keeps the stays that are not over."""
    return GuestStay.ended_at.is_(None), GuestStay.ends_at > now


def guests_in(session: Session, space_id: int) -> Sequence[Stay]:
    """Those who stay in the community, the first to end first."""
    living = _stays(GuestStay.space_id == space_id, *living_at(clock.now()))
    return [Stay(*row) for row in session.execute(living)]


def guests_of(session: Session, viewer: Viewer) -> Sequence[Stay]:
    """Those for whom the viewer answers in communities that they may still read, the first to end first."""
    open_here = readable(viewer, Space.access_class_id)
    own = _stays(GuestStay.sponsor_id == viewer.account_id, open_here, *living_at(clock.now()))
    return [Stay(*row) for row in session.execute(own)]


def find_stay(session: Session, space_id: int, account_id: int | None) -> Stay | None:
    """The stay of this account in the community, None when it is over or never was."""
    mine = _stays(GuestStay.space_id == space_id, GuestStay.account_id == account_id, *living_at(clock.now()))
    row = session.execute(mine).first()
    return Stay(*row) if row is not None else None


def stay_of(session: Session, space_id: int, account_id: int) -> Stay:
    """:raises NoSuchGuest: when this account never was a guest there."""
    found = _stays(GuestStay.space_id == space_id, GuestStay.account_id == account_id)
    row = session.execute(found.execution_options(populate_existing=True)).first()
    if row is None:
        raise NoSuchGuest
    return Stay(*row)


def stays_that(session: Session, *conditions: ColumnElement[bool]) -> Sequence[Stay]:
    """The stays of which this holds, locked: two workers tell nothing twice."""
    wanted = _stays(*conditions).with_for_update(of=GuestStay).execution_options(populate_existing=True)
    return [Stay(*row) for row in session.execute(wanted)]


def may_answer(session: Session, space_id: int) -> frozenset[int]:
    """The accounts of the staff who can answer for guests of the community."""
    able = [*ids_with_right(session, space_id, ADMIT), *ids_with_right(session, space_id, SPONSOR)]
    staff = select(Account.id).where(Account.id.in_(able), Account.standing == "staff")
    return frozenset(session.scalars(staff))
