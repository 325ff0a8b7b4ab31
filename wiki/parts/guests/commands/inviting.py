"""Invite somebody from outside, send the link again, take it back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.models import Account
from auth.names import username_key
from wiki import clock
from wiki.access.decision import require
from wiki.access.roles import CONSULTATION, FUNCTIONAL
from wiki.access.viewer import Viewer
from wiki.config import MAIL_ADDRESS, GuestSettings
from wiki.outbox import record
from wiki.parts.communities import stages
from wiki.parts.communities.commands.joining import held
from wiki.parts.communities.errors import NotJoinedNow
from wiki.parts.guests import errors
from wiki.parts.guests.commands.answering import (
    living_stay,
    refuse_end,
    require_own,
    withdraw,
    withdraw_links_of,
)
from wiki.parts.guests.events import GuestInvited
from wiki.parts.guests.models import NAME_LENGTH, REASON_LENGTH, GuestInvitation, GuestStay
from wiki.parts.guests.queries import (
    invitations_waiting,
    invited_account,
    lives,
    locked_invitation,
    of_address,
)
from wiki.parts.guests.tokens import hash_of, token_of
from wiki.parts.spaces.models import Space
from wiki.parts.words import clean_line, clean_text

ROLES_OF_GUESTS = (CONSULTATION, FUNCTIONAL)
ORGANISATION_LENGTH = 90  # it ends the name of an account, where it must leave room for their own
MAIL_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Invited:
    """Who is invited, for what, until when."""

    mail: str
    name: str
    organisation: str
    reason: str
    ends_at: datetime
    role: str = CONSULTATION


def invite_guest(
    session: Session, actor: Viewer, space: Space, said: Invited, settings: GuestSettings, *, secret: str
) -> GuestInvitation:
    """Invite somebody from outside. The link goes to their address and nowhere else; who invites twice sends one that
    takes the place of the first.

    :raises NotJoinedNow: when the community lets nobody in any more.
    :raises WorksHere, GuestAlready: when they need no invitation.
    :raises Invalid: when something is missing, or the end cannot be that day.
    """
    require(actor, "space.invite_guest", space)
    held(session, space)
    if not stages.invites(space.stage):
        raise NotJoinedNow
    mail = username_key(said.mail)
    _refuse_impossible(said, mail)
    refuse_end(said.ends_at, settings)
    _refuse_known(session, space, mail)
    for earlier in invitations_waiting(session, space.id):
        if earlier.mail == mail:
            withdraw(session, actor.by, earlier)
    invitation = GuestInvitation(
        space_id=space.id,
        invited_by_id=actor.account_id,
        mail=mail,
        name=clean_line(said.name, NAME_LENGTH),
        organisation=clean_line(said.organisation, ORGANISATION_LENGTH),
        reason=clean_text(said.reason).strip()[:REASON_LENGTH],
        role=said.role,
        ends_at=said.ends_at,
        made_at=clock.now(),
    )
    _send(session, actor, invitation, settings, secret)
    return invitation


def _refuse_impossible(said: Invited, mail: str) -> None:
    if len(mail) > MAIL_LENGTH or not MAIL_ADDRESS.fullmatch(mail):
        raise errors.MailNotAnAddress
    if not clean_line(said.name, NAME_LENGTH):
        raise errors.GuestNameMissing
    if not clean_line(said.organisation, ORGANISATION_LENGTH):
        raise errors.OrganisationMissing
    if not clean_text(said.reason).strip():
        raise errors.GuestReasonMissing
    if said.role not in ROLES_OF_GUESTS:
        raise errors.RoleNotForGuests


def _refuse_known(session: Session, space: Space, mail: str) -> None:
    """Refuse the address of somebody who works here, or who is a guest here already."""
    works_here = select(Account.name).where(of_address(mail), Account.standing == "staff").limit(1)
    name = session.scalar(works_here)
    if name is not None:
        raise errors.WorksHere(who=name)
    try:
        account = invited_account(session, mail)
    except errors.InvitationClosed:
        raise errors.ShutOut from None
    stay = session.get(GuestStay, (account.id, space.id)) if account is not None else None
    if account is not None and stay is not None and lives(stay):
        raise errors.GuestAlready(who=account.name)


def _send(
    session: Session, actor: Viewer, invitation: GuestInvitation, settings: GuestSettings, secret: str
) -> None:
    """Have a letter leave with another token, which makes an earlier one open nothing any more."""
    invitation.nonce = secrets.token_hex(16)
    invitation.token_hash = hash_of(token_of(secret, invitation.nonce))
    invitation.expires_at = clock.now() + timedelta(days=settings.invitation_days)
    session.add(invitation)
    session.flush()
    record(session, GuestInvited(*actor.by, invitation.space_id, invitation.id))


def send_again(
    session: Session, actor: Viewer, space: Space, invitation_id: int, settings: GuestSettings, *, secret: str
) -> GuestInvitation:
    """Send another link in place of the one before.

    :raises NoSuchGuestInvitation, InvitationAnswered, NotJoinedNow: when there is nothing to send.
    """
    require(actor, "space.invite_guest", space)
    held(session, space)
    if not stages.invites(space.stage):
        raise NotJoinedNow
    invitation = locked_invitation(session, space, invitation_id)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise errors.InvitationAnswered
    refuse_end(invitation.ends_at, settings)
    invitation.invited_by_id = actor.account_id
    _send(session, actor, invitation, settings, secret)
    return invitation


def send_link(
    session: Session, actor: Viewer, space: Space, account_id: int, settings: GuestSettings, *, secret: str
) -> None:
    """Send one's guest a link by which they choose another password. Their stay remains as it is.

    :raises NoSuchGuest, StayEnded, SomebodyElseAnswers, NobodyAnswers, NotJoinedNow: when there is nothing to send.
    :raises AddressShared: when the link would open nothing, or the account of somebody else.
    """
    require(actor, "space.invite_guest", space)
    found = living_stay(session, actor, space, account_id)
    require_own(session, actor, found)
    if not stages.invites(space.stage):
        raise NotJoinedNow
    mail = username_key(found.guest.mail or found.guest.username)
    _require_alone(session, mail, found.guest)
    withdraw_links_of(session, actor.by, found)
    organisation = clean_line(found.guest.organisation or "", ORGANISATION_LENGTH)
    invitation = GuestInvitation(
        space_id=space.id,
        invited_by_id=actor.account_id,
        mail=mail,
        name=found.guest.name.removesuffix(f" ({organisation})"),  # which stands beside it
        organisation=organisation,
        reason=found.stay.reason,
        role=CONSULTATION,
        ends_at=found.stay.ends_at,
        made_at=clock.now(),
    )
    _send(session, actor, invitation, settings, secret)


def _require_alone(session: Session, mail: str, guest: Account) -> None:
    """Whoever has the address is the guest and nobody else: the directory may have got it since they came."""
    try:
        alone = invited_account(session, mail) is guest
    except errors.InvitationClosed:
        alone = False
    if not alone:
        raise errors.AddressShared


def withdraw_invitation(session: Session, actor: Viewer, space: Space, invitation_id: int) -> None:
    """Have the link open nothing any more. Taken back twice, it is gone.

    :raises NoSuchGuestInvitation: when there is none.
    """
    require(actor, "space.guests", space)
    invitation = locked_invitation(session, space, invitation_id)
    if invitation.accepted_at is None and invitation.withdrawn_at is None:
        withdraw(session, actor.by, invitation)
