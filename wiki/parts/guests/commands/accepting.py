"""Come by an invitation. Whoever holds its link has the box to which it was sent: that is how the address is proved."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from auth import sessions
from auth.accounts import create_local_account, identity, set_password
from auth.errors import UsernameTaken
from auth.identity import account_word
from auth.models import Account
from auth.passwords import Passwords
from wiki import clock
from wiki.access.keyring import viewer_of
from wiki.access.viewer import operator
from wiki.outbox import record
from wiki.parts.communities.commands.joining import lock
from wiki.parts.guests import errors
from wiki.parts.guests.commands.staying import follow_stays
from wiki.parts.guests.events import GuestAccepted
from wiki.parts.guests.models import NAME_LENGTH, GuestInvitation, GuestStay
from wiki.parts.guests.notices import GuestCame
from wiki.parts.guests.queries import Opened, invitation_behind, invited_account, lives
from wiki.parts.notices.commands import tell
from wiki.parts.notices.sentences import Day, Name
from wiki.parts.rules import commands as rules
from wiki.parts.rules.queries import current
from wiki.parts.spaces.commands import change_roles
from wiki.parts.words import clean_line


@dataclass(frozen=True, slots=True)
class Answer:
    """What whoever comes says. Who has an account already keeps their name, and their password unless they choose
    another."""

    name: str = ""
    password: str = ""
    agrees: bool = False  # to the terms of use and those for guests
    terms: int = 0  # the number of the version that they read; 0 where none is published


def accept_invitation(session: Session, passwords: Passwords, token: str, said: Answer) -> Account:
    """The account of whoever answers the invitation, which opens its community from now on.

    :raises InvitationClosed: when the link opens nothing.
    :raises TermsNotAccepted, GuestNameMissing: when something is missing.
    :raises VersionMovedOn: when other terms came into force since they were read.
    :raises auth.errors.AuthError: when the password is too short, too long or too obvious.
    """
    # The community first, as whoever invites or ends a stay locks it: one waits for the other, never both.
    lock(session, invitation_behind(session, token).space)
    opened = invitation_behind(session, token, lock=True)
    if not said.agrees:
        raise errors.TermsNotAccepted
    account = _found_or_made(session, passwords, opened, said)
    _stay(session, opened, account)
    opened.invitation.accepted_at, opened.invitation.account_id = clock.now(), account.id
    session.flush()
    who = viewer_of(session, identity(session, account))
    if current(session, None) is not None:
        rules.accept(session, who, None, said.terms)
    record(session, GuestAccepted(*who.by, opened.space.id, opened.invitation.id, account.id))
    return account


def _found_or_made(session: Session, passwords: Passwords, opened: Opened, said: Answer) -> Account:
    account = invited_account(session, opened.invitation.mail)
    if account is None:
        try:
            return _made(session, passwords, opened, said)
        except UsernameTaken:  # in the same moment they answered another invitation, which made it
            account = invited_account(session, opened.invitation.mail)
            if account is None:
                raise
    if said.password:
        set_password(session, passwords, account, said.password, clock.now())
        sessions.end_all(session, account.id)
    return account


def _made(session: Session, passwords: Passwords, opened: Opened, said: Answer) -> Account:
    name = clean_line(said.name, NAME_LENGTH)
    if not name:
        raise errors.GuestNameMissing
    invitation = opened.invitation
    account = create_local_account(
        session,
        passwords,
        username=invitation.mail,
        name=_with_organisation(name, invitation.organisation),
        password=said.password,
        now=clock.now(),
        mail=invitation.mail,
        sponsor=opened.sponsor,
        ends_at=invitation.ends_at,
    )
    account.organisation = invitation.organisation
    return account


def _with_organisation(name: str, organisation: str) -> str:
    """Everywhere that a guest is named, it is said for whom they work: in what is printed, sent and exported too."""
    return f"{name[: NAME_LENGTH - len(organisation) - 3]} ({organisation})"


def _stay(session: Session, opened: Opened, account: Account) -> None:
    """A stay that goes on is as it was: whoever comes back to it wanted another password."""
    invitation, space = opened.invitation, opened.space
    stay = session.get(GuestStay, (account.id, space.id))
    if stay is not None and lives(stay):
        return
    if stay is None:
        stay = GuestStay(account_id=account.id, space_id=space.id)
        session.add(stay)
    _begin(stay, invitation)
    follow_stays(session, account)
    giver = operator(identity(session, opened.sponsor))  # who could give it was asked when they invited
    word, role = account_word(account.id), {invitation.role: invitation.ends_at}
    change_roles(session, giver, space, word, role, reason=invitation.reason)
    told = GuestCame(who=account.name, space=Name(space.title, space.language), until=Day(invitation.ends_at))
    tell(session, [opened.sponsor.id], told, url=f"/{space.slug}/-/guests", space_id=space.id)


def _begin(stay: GuestStay, invitation: GuestInvitation) -> None:
    stay.sponsor_id, stay.reason = invitation.invited_by_id, invitation.reason
    stay.began_at, stay.ends_at = clock.now(), invitation.ends_at
    stay.ended_at = stay.told_of_end = None
    stay.told_of_orphan = False
