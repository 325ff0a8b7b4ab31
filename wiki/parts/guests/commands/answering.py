"""Who answers for whom, until when one may, which links are open: what is asked before anything is done about a
guest."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from auth.names import username_key
from wiki import clock
from wiki.access.decision import require
from wiki.access.viewer import Viewer
from wiki.config import GuestSettings
from wiki.outbox import record
from wiki.parts.communities.commands.joining import held
from wiki.parts.guests import errors
from wiki.parts.guests.events import GuestInvitationWithdrawn
from wiki.parts.guests.models import GuestInvitation
from wiki.parts.guests.queries import Stay, invitations_waiting, may_answer, stay_of
from wiki.parts.spaces.models import Space


def living_stay(session: Session, actor: Viewer, space: Space, account_id: int) -> Stay:
    """The stay of this guest, which is not over; the community is locked.

    :raises NoSuchGuest, StayEnded: when there is none.
    """
    require(actor, "space.guests", space)
    held(session, space)
    found = stay_of(session, space.id, account_id)
    if not found.living:
        raise errors.StayEnded
    return found


def require_own(session: Session, actor: Viewer, found: Stay) -> None:
    """:raises SomebodyElseAnswers, NobodyAnswers: when it is not the actor who answers for the guest."""
    if found.stay.sponsor_id == actor.account_id and actor.account_id is not None:
        return
    if found.sponsor is None or orphaned(session, found):
        raise errors.NobodyAnswers
    raise errors.SomebodyElseAnswers(who=found.sponsor.name)


def orphaned(session: Session, found: Stay) -> bool:
    """Whether nobody can answer for the guest as long as nothing changes: their sponsor left, or lost the right to."""
    return found.stay.sponsor_id not in may_answer(session, found.space.id)


def refuse_end(ends_at: datetime, settings: GuestSettings) -> None:
    """:raises StayEndsInThePast, StayTooLong: when a stay cannot end then."""
    now = clock.now()
    if ends_at <= now:
        raise errors.StayEndsInThePast
    # One day more: the stay may last to the end of the last day that is allowed, which has 25 hours in autumn.
    if ends_at > now + timedelta(days=settings.longest_days + 1, hours=1):
        raise errors.StayTooLong(days=settings.longest_days)


def withdraw(session: Session, by: tuple[str, int | None], invitation: GuestInvitation) -> None:
    """Have the link of an invitation open nothing any more. Whoever calls has asked for the right."""
    invitation.withdrawn_at = clock.now()
    record(session, GuestInvitationWithdrawn(*by, invitation.space_id, invitation.id))


def withdraw_links_of(session: Session, by: tuple[str, int | None], found: Stay) -> None:
    """The same for every link by which this guest could come to the community again."""
    addresses = {username_key(each) for each in (found.guest.username, found.guest.mail) if each}
    for earlier in invitations_waiting(session, found.space.id):
        if earlier.mail in addresses:
            withdraw(session, by, earlier)
