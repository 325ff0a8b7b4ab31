"""Invite somebody by name, answer an invitation, have a role last longer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from auth.accounts import identity
from auth.identity import ids_in
from auth.models import Account
from wiki import clock
from wiki.access.decision import require
from wiki.access.viewer import Viewer, operator
from wiki.outbox import record
from wiki.parts.communities import errors, stages
from wiki.parts.communities.commands.asking import (
    answer_request,
    grant_request,
    require_may_give,
    take_back,
)
from wiki.parts.communities.commands.joining import held, lock
from wiki.parts.communities.events import InvitationAnswered, PersonInvited, RoleRenewed
from wiki.parts.communities.models import REASON_LENGTH, MembershipRequest
from wiki.parts.communities.notices import (
    InvitationAccepted,
    InvitationDeclined,
    InvitedToCommunity,
    RoleHasNewEnd,
)
from wiki.parts.communities.queries import locked_request, waiting_of
from wiki.parts.notices.commands import tell
from wiki.parts.notices.sentences import Day, Name
from wiki.parts.spaces.commands import add_role
from wiki.parts.spaces.errors import EndInThePast, UnknownMember
from wiki.parts.spaces.models import Space
from wiki.parts.spaces.queries import grants_of
from wiki.parts.subscriptions.models import NORMAL
from wiki.parts.words import clean_text


def invite(
    session: Session,
    actor: Viewer,
    space: Space,
    word: str,
    *,
    role: str,
    reason: str = "",
    ends_at: datetime | None = None,
) -> MembershipRequest:
    """Invite the person who holds this word. Whoever has asked for a role already is given this one; invited twice,
    they are invited once.

    :raises PersonNeeded, GuestsAreSponsored, RoleHeldAlready: when that is nobody to invite.
    :raises NotJoinedNow: when the community lets nobody in any more.
    :raises StewardsGive, EndInThePast: when the role cannot be given so.
    """
    require(actor, "space.admit", space)
    held(session, space)
    if not stages.invites(space.stage):
        raise errors.NotJoinedNow
    require_may_give(actor, space, role)
    if ends_at is not None and ends_at <= clock.now():
        raise EndInThePast
    person = _person(session, word)
    if role in grants_of(session, space, word):
        raise errors.RoleHeldAlready
    request = waiting_of(session, person.id, space.id)
    if request is not None and not request.invited:
        return _granted_at_once(session, actor, space, request, role, ends_at)
    request = request or _made(session, space, person)
    request.role, request.ends_at = role, ends_at
    request.reason = clean_text(reason).strip()[:REASON_LENGTH]
    request.invited_by_id = actor.account_id
    session.flush()
    record(session, PersonInvited(*actor.by, space.id, request.id, person.id, role))
    told = InvitedToCommunity(who=actor.name, space=Name(space.title, space.language))
    tell(session, [person.id], told, url="/-/invitations")
    return request


def _granted_at_once(
    session: Session,
    actor: Viewer,
    space: Space,
    request: MembershipRequest,
    role: str,
    ends_at: datetime | None,
) -> MembershipRequest:
    """Both wish it: there is nothing left to wait for."""
    request.role, request.ends_at = role, ends_at
    answer_request(session, actor, space, request.id, accept=True)
    return request


def _person(session: Session, word: str) -> Account:
    found = next(iter(ids_in([word], "account:")), None)
    if found is None:
        raise errors.PersonNeeded(who=word)
    person = session.get(Account, found)
    if person is None:
        raise UnknownMember(who=word)
    if person.standing == "guest":
        raise errors.GuestsAreSponsored(who=person.name)
    return person


def _made(session: Session, space: Space, person: Account) -> MembershipRequest:
    request = MembershipRequest(
        space_id=space.id,
        account_id=person.id,
        invited=True,
        role="",
        reason="",
        level=NORMAL,
        made_at=clock.now(),
    )
    session.add(request)
    return request


def answer_invitation(
    session: Session, actor: Viewer, request_id: int, *, accept: bool, level: str = NORMAL
) -> Space:
    """Come where one is invited, or not. Answered twice, the first answer counts.

    :raises NoSuchRequest: when it is somebody else's, or was taken back.
    :raises NotJoinedNow: when the community lets nobody in any more.
    """
    request = locked_request(session, request_id)
    if request.account_id != actor.account_id or not request.invited or _taken_back(request):
        raise errors.NoSuchRequest
    space = session.get_one(Space, request.space_id)
    if request.answered_at is not None:
        return space
    if not accept:
        _answered(session, actor, request, accepted=False)
        _tell_inviter(session, actor, space, request)
        return space
    held(session, space)
    if not stages.invites(space.stage):
        raise errors.NotJoinedNow
    request.level = level
    _accept(session, actor, space, request)
    _tell_inviter(session, actor, space, request)
    return space


def cancel_invitation(session: Session, actor: Viewer, space: Space, request_id: int) -> None:
    """Take back an invitation that was sent from the space. Taken back twice, it is gone.

    :raises NoSuchRequest: when none was.
    """
    require(actor, "space.admit", space)
    held(session, space)
    request = locked_request(session, request_id)
    if request.space_id != space.id or not request.invited:
        raise errors.NoSuchRequest
    if request.answered_at is None:
        take_back(session, actor, request)


def _taken_back(request: MembershipRequest) -> bool:
    return request.answered_at is not None and request.answered_by_id != request.account_id


def _accept(session: Session, actor: Viewer, space: Space, request: MembershipRequest) -> None:
    grant_request(session, _inviter(session, request), space, request)
    _answered(session, actor, request, accepted=True)


def _inviter(session: Session, request: MembershipRequest) -> Viewer:
    """Whoever gives the role: what they may do was asked when they invited."""
    inviter = session.get(Account, request.invited_by_id) if request.invited_by_id is not None else None
    return operator() if inviter is None else operator(identity(session, inviter))


def _answered(session: Session, actor: Viewer, request: MembershipRequest, *, accepted: bool) -> None:
    request.answered_at, request.answered_by_id = clock.now(), actor.account_id
    request.accepted = accepted
    record(session, InvitationAnswered(*actor.by, request.space_id, request.id, accepted))


def _tell_inviter(session: Session, actor: Viewer, space: Space, request: MembershipRequest) -> None:
    told = InvitationAccepted if request.accepted else InvitationDeclined
    words = told(who=actor.name, space=Name(space.title, space.language))
    tell(session, [request.invited_by_id], words, url=f"/{space.slug}/-/people", space_id=space.id)


def renew_role(
    session: Session, actor: Viewer, space: Space, word: str, role: str, ends_at: datetime
) -> None:
    """Have a role that ends last until another day.

    :raises RoleDoesNotEnd: when it has no end, or nobody holds it.
    :raises StewardsGive, EndInThePast: when it cannot be given so.
    """
    require(actor, "space.admit", space)
    lock(session, space)
    grant = grants_of(session, space, word).get(role)
    if grant is None or grant.ends_at is None:
        raise errors.RoleDoesNotEnd
    require_may_give(actor, space, role)
    add_role(session, actor, space, word, role, ends_at, reason=grant.reason)
    record(session, RoleRenewed(*actor.by, space.id, word, role))
    told = RoleHasNewEnd(space=Name(space.title, space.language), until=Day(ends_at))
    tell(session, ids_in([word], "account:"), told, url=f"/{space.slug}", space_id=space.id)
