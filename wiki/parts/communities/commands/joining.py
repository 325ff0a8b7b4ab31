"""Come into a community, and leave it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from auth.identity import account_word
from auth.models import Account
from wiki import clock
from wiki.access.decision import require
from wiki.access.roles import ANIMATOR, READ, ROLES, STEWARD
from wiki.access.viewer import Viewer
from wiki.errors import RelaisError
from wiki.outbox import record
from wiki.parts.communities import errors, stages
from wiki.parts.communities.events import MemberJoined, MemberLeft, RequestWithdrawn, RoleHandedOver
from wiki.parts.communities.models import Community
from wiki.parts.communities.notices import TakesOver
from wiki.parts.communities.queries import community, people_with_role, waiting_of
from wiki.parts.notices.commands import tell
from wiki.parts.notices.sentences import Name
from wiki.parts.spaces.commands import add_role, change_roles
from wiki.parts.spaces.models import Space
from wiki.parts.spaces.queries import grants_of
from wiki.parts.subscriptions.commands import forget_level, note_level
from wiki.parts.subscriptions.models import NORMAL


def join(session: Session, actor: Viewer, space: Space, *, level: str = NORMAL) -> None:
    """The actor becomes a member of an open community, and hears this much of it. Whoever is one stays one.

    :raises NotJoinedNow, AskedForInstead: when people do not come in by themselves.
    """
    require(actor, "space.join", space)
    joined = held(session, space)
    if not actor.holds(READ, space.id):
        _require_open(space, joined)
        let_in(session, actor, space, actor.account_id, joined.joins_as)
    note_level(session, actor.account_id, space.id, level)


def held(session: Session, space: Space) -> Community:
    """The community, its space locked.

    :raises NoSuchCommunity: when it is a plain space.
    """
    lock(session, space)
    return community(session, space.id)


def lock(session: Session, space: Space) -> None:
    """What people do to the members of a space in the same moment is done one after the other."""
    session.refresh(space, with_for_update={"key_share": True})


def let_in(session: Session, actor: Viewer, space: Space, account_id: int | None, role: str) -> None:
    """Give somebody the role that their coming in brings, unless they have it."""
    if account_id is None:
        return
    word = account_word(account_id)
    grant = grants_of(session, space, word).get(role)
    if grant is not None and (grant.ends_at is None or grant.ends_at > clock.now()):
        return
    add_role(session, actor, space, word, role, None, reason="")
    record(session, MemberJoined(*actor.by, space.id, account_id, role))


def _require_open(space: Space, joined: Community) -> None:
    refusals: dict[str, type[RelaisError]] = {stages.ON_REQUEST: errors.AskedForInstead}
    way = stages.joining_at(space.stage, joined.joining)
    if way != stages.OPEN:
        raise refusals.get(way, errors.NotJoinedNow)


def hand_over_needed(session: Session, viewer: Viewer, space: Space) -> Sequence[str]:
    """The roles that nobody else would hold if the viewer left (U-7)."""
    needed = [STEWARD, *([ANIMATOR] if space.stage in stages.LED else [])]
    return [role for role in needed if _holds_alone(session, viewer.account_id, space.id, role)]


def _holds_alone(session: Session, account_id: int | None, space_id: int, role: str) -> bool:
    holders = {person.id for person in people_with_role(session, space_id, role)}
    return holders == {account_id}


def successors(session: Session, viewer: Viewer, space: Space) -> Sequence[Account]:
    """Those of the staff who have a role in the space and could take over from the viewer, by name."""
    members = people_with_role(session, space.id, *ROLES)
    return [person for person in members if person.standing == "staff" and person.id != viewer.account_id]


def leave(session: Session, actor: Viewer, space: Space, *, successor_id: int | None = None) -> None:
    """The actor gives back every role that they hold by themselves; what they wrote stays. Where nobody else does what
    they do, a successor takes it over first.

    :raises HandOverFirst: when nobody is named who does.
    :raises NoSuchSuccessor: when that is nobody of the staff who is a member.
    :raises MemberByGroup, NotMember: when there is nothing to give back.
    """
    require(actor, "space.leave", space)
    held(session, space)
    word = account_word(actor.account_id or 0)
    if not grants_of(session, space, word):
        raise errors.MemberByGroup if actor.rights.get(space.id) else errors.NotMember
    needed = hand_over_needed(session, actor, space)
    if needed:
        _hand_over(session, actor, space, needed, successor_id)
    change_roles(session, actor, space, word, {})
    forget_level(session, actor.account_id, space.id)
    _withdraw_own(session, actor, space)
    record(session, MemberLeft(*actor.by, space.id, actor.account_id or 0))


def _hand_over(
    session: Session, actor: Viewer, space: Space, roles: Sequence[str], successor_id: int | None
) -> None:
    if successor_id is None:
        raise errors.HandOverFirst
    if successor_id not in {person.id for person in successors(session, actor, space)}:
        raise errors.NoSuchSuccessor
    for role in roles:
        add_role(session, actor, space, account_word(successor_id), role, None, reason="")
        record(session, RoleHandedOver(*actor.by, space.id, successor_id, role))
    told = TakesOver(who=actor.name, space=Name(space.title, space.language))
    tell(session, [successor_id], told, url=f"/{space.slug}", space_id=space.id)


def _withdraw_own(session: Session, actor: Viewer, space: Space) -> None:
    request = waiting_of(session, actor.account_id, space.id)
    if request is not None:
        request.answered_at, request.answered_by_id = clock.now(), actor.account_id
        request.accepted = False
        record(session, RequestWithdrawn(*actor.by, space.id, request.id, request.account_id))
