"""Ask to come in or for another role, and answer: in communities and, for the two roles of reading and writing, in
plain spaces."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from auth.identity import account_word
from wiki import clock
from wiki.access.decision import may, require
from wiki.access.roles import (
    ADMIT,
    ANIMATOR,
    CONSULTATION,
    COORDINATOR,
    EXPERT,
    FUNCTIONAL,
    GARDENER,
    KEEP,
    READ,
)
from wiki.access.viewer import Viewer
from wiki.outbox import record
from wiki.parts.communities import errors, stages
from wiki.parts.communities.commands.joining import held, lock
from wiki.parts.communities.events import MemberJoined, RequestAnswered, RequestWithdrawn, RoleRequested
from wiki.parts.communities.models import REASON_LENGTH, MembershipRequest
from wiki.parts.communities.notices import RoleGiven, RoleRefused, RoleWasGiven, RoleWasRequested
from wiki.parts.communities.queries import ids_with_right, locked_request, waiting_of
from wiki.parts.notices.commands import tell
from wiki.parts.notices.sentences import Name
from wiki.parts.spaces.commands import add_role
from wiki.parts.spaces.errors import EndInThePast
from wiki.parts.spaces.models import Space
from wiki.parts.spaces.queries import grants_of
from wiki.parts.subscriptions.commands import UnknownLevel, note_level
from wiki.parts.subscriptions.models import LEVELS, NORMAL
from wiki.parts.words import clean_text

GIVEN_BY_ADMITTERS = (CONSULTATION, FUNCTIONAL)
# What can be asked for; in a plain space, the first two. Those who let people in give these; those who keep the
# space, the others too.
ASKED_FOR = (*GIVEN_BY_ADMITTERS, EXPERT, GARDENER, COORDINATOR, ANIMATOR)


def ask_for_role(
    session: Session,
    actor: Viewer,
    space: Space,
    *,
    role: str,
    reason: str,
    ends_at: datetime | None = None,
    level: str = NORMAL,
) -> MembershipRequest:
    """Ask for a role, whether one is a member or not. Whoever asks again before the answer says the same request anew;
    in a plain space, they take it back first.

    :raises NotJoinedNow: when nobody is let in who asks.
    :raises AskedAlready, TermMissing: in a plain space.
    :raises RoleNotAsked, RoleHeldAlready, ReasonMissing, EndInThePast, UnknownLevel: when it cannot be asked so.
    """
    if space.stage:
        _require_open_to_requests(session, actor, space)
    else:
        _require_asked_once(session, actor, space, ends_at)
    words = clean_text(reason).strip()[:REASON_LENGTH]
    _refuse_impossible(session, actor, space, role, words, ends_at, level)
    request = waiting_of(session, actor.account_id, space.id) or _made(session, actor, space)
    request.invited, request.invited_by_id = False, None  # an invitation that asks for less than they wish
    request.role, request.reason, request.ends_at, request.level = role, words, ends_at, level
    session.flush()
    record(session, RoleRequested(*actor.by, space.id, request.id, role))
    _tell_admitters(session, actor, space, role)
    return request


def _require_open_to_requests(session: Session, actor: Viewer, space: Space) -> None:
    inside = actor.holds(READ, space.id)
    require(actor, "space.ask" if inside else "space.join", space)
    joined = held(session, space)
    if not inside and stages.joining_at(space.stage, joined.joining) not in (stages.ON_REQUEST, stages.OPEN):
        raise errors.NotJoinedNow
    if space.stage == stages.ARCHIVED:
        raise errors.CommunityArchived


def _require_asked_once(session: Session, actor: Viewer, space: Space, ends_at: datetime | None) -> None:
    """In a plain space a role is asked for until a day, and is renewed before it (M-20)."""
    require(actor, "space.ask", space)
    lock(session, space)
    if waiting_of(session, actor.account_id, space.id) is not None:
        raise errors.AskedAlready
    if ends_at is None:
        raise errors.TermMissing


def asked_for_in(space: Space) -> tuple[str, ...]:
    """The roles that can be asked for there."""
    return ASKED_FOR if space.stage else GIVEN_BY_ADMITTERS


def _refuse_impossible(
    session: Session,
    actor: Viewer,
    space: Space,
    role: str,
    reason: str,
    ends_at: datetime | None,
    level: str,
) -> None:
    if role not in asked_for_in(space):
        raise errors.RoleNotAsked
    if not reason:
        raise errors.ReasonMissing
    if ends_at is not None and ends_at <= clock.now():
        raise EndInThePast
    if level not in LEVELS:
        raise UnknownLevel
    grant = grants_of(session, space, account_word(actor.account_id or 0)).get(role)
    if grant is not None and grant.ends_at is None:
        raise errors.RoleHeldAlready


def _made(session: Session, actor: Viewer, space: Space) -> MembershipRequest:
    request = MembershipRequest(
        space_id=space.id,
        account_id=actor.account_id or 0,
        role="",
        reason="",
        level=NORMAL,
        made_at=clock.now(),
    )
    session.add(request)
    return request


def _tell_admitters(session: Session, actor: Viewer, space: Space, role: str) -> None:
    right = ADMIT if role in GIVEN_BY_ADMITTERS else KEEP
    others = [each for each in ids_with_right(session, space.id, right) if each != actor.account_id]
    told = RoleWasRequested(who=actor.name, space=Name(space.title, space.language))
    tell(session, others, told, url=f"/{space.slug}/-/requests", space_id=space.id)


def answer_request(
    session: Session, actor: Viewer, space: Space, request_id: int, *, accept: bool, note: str = ""
) -> MembershipRequest:
    """Give what was asked for, or say why not. Of two who answer at once, the first one counts.

    :raises NoSuchRequest: when it is of another space, or nothing waits under this number.
    :raises OwnRequest, StewardsGive: when somebody else has to answer.
    :raises NoteMissing: when it is refused without a word.
    """
    require(actor, "space.admit", space)
    lock(session, space)
    request = locked_request(session, request_id)
    if request.space_id != space.id or request.invited:
        raise errors.NoSuchRequest
    if request.answered_at is not None:
        return request
    require_may_give(actor, space, request.role)
    if request.account_id == actor.account_id:
        raise errors.OwnRequest
    words = clean_text(note).strip()[:REASON_LENGTH]
    if not accept and not words:
        raise errors.NoteMissing
    if accept:
        grant_request(session, actor, space, request)
    _note_answer(request, actor, accept, words)
    record(session, RequestAnswered(*actor.by, space.id, request.id, request.account_id, accept))
    _tell_asker(session, space, request)
    return request


def require_may_give(actor: Viewer, space: Space, role: str) -> None:
    """:raises StewardsGive: for a role that those who let people in do not give."""
    if role not in GIVEN_BY_ADMITTERS and not may(actor, "space.members", space):
        raise errors.StewardsGive


def grant_request(session: Session, actor: Viewer, space: Space, request: MembershipRequest) -> None:
    """Have whoever it is about hold the role, and hear as much as they wished.

    :raises EndInThePast: when its term has gone by.
    """
    word = account_word(request.account_id)
    inside = bool(grants_of(session, space, word))
    add_role(session, actor, space, word, request.role, request.ends_at, reason=request.reason)
    note_level(session, request.account_id, space.id, request.level)
    if not inside:
        record(session, MemberJoined(*actor.by, space.id, request.account_id, request.role))


def _note_answer(request: MembershipRequest, actor: Viewer, accepted: bool, note: str) -> None:
    request.answered_at, request.answered_by_id = clock.now(), actor.account_id
    request.accepted, request.note = accepted, note


def _tell_asker(session: Session, space: Space, request: MembershipRequest) -> None:
    named = Name(space.title, space.language)
    url, space_id = f"/{space.slug}", space.id if request.accepted else None
    if request.accepted and not request.note:
        tell(session, [request.account_id], RoleGiven(space=named), url=url, space_id=space_id)
        return
    told = RoleWasGiven if request.accepted else RoleRefused
    tell(session, [request.account_id], told(space=named, note=request.note), url=url, space_id=space_id)


def withdraw_request(session: Session, actor: Viewer, space: Space) -> None:
    """Take back what the actor asked for and nobody has answered. Taken back twice, it is gone."""
    lock(session, space)
    request = waiting_of(session, actor.account_id, space.id)
    if request is not None and not request.invited:
        take_back(session, actor, request)


def take_back(session: Session, actor: Viewer, request: MembershipRequest) -> None:
    """Have nothing wait for an answer any more. Whoever calls has asked for the right."""
    _note_answer(request, actor, False, "")
    record(session, RequestWithdrawn(*actor.by, request.space_id, request.id, request.account_id))
