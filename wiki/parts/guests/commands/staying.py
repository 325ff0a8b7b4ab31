"""Have a stay last longer, answer for somebody else's guest, end a stay."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from auth import sessions
from auth.identity import account_word
from auth.models import Account
from wiki import clock
from wiki.access.decision import may, require
from wiki.access.keyring import rights_changed
from wiki.access.models import Grant
from wiki.access.viewer import Viewer
from wiki.config import GuestSettings
from wiki.outbox import record
from wiki.parts.communities import stages
from wiki.parts.communities.commands.joining import held
from wiki.parts.feeds.models import FeedKey
from wiki.parts.guests import errors
from wiki.parts.guests.commands.answering import (
    living_stay,
    orphaned,
    refuse_end,
    require_own,
    withdraw_links_of,
)
from wiki.parts.guests.events import GuestEnded, GuestRenewed, GuestTakenOver
from wiki.parts.guests.models import GuestStay
from wiki.parts.guests.notices import GuestStayIsOver, GuestWasTakenOver, OwnStayRenewed
from wiki.parts.guests.queries import Stay, lives, stay_of
from wiki.parts.notices.commands import tell
from wiki.parts.notices.sentences import Day, Name
from wiki.parts.spaces.models import Space
from wiki.parts.subscriptions.commands import forget_level


def renew_stay(
    session: Session, actor: Viewer, space: Space, account_id: int, ends_at: datetime, settings: GuestSettings
) -> None:
    """Have the stay of one's guest last until another day.

    :raises NoSuchGuest, StayEnded: when there is nothing to renew.
    :raises SomebodyElseAnswers, NobodyAnswers: when the guest is not the actor's.
    :raises KeptNoMore: when the community lets nobody in any more.
    :raises StayEndsInThePast, StayTooLong: when it cannot end then.
    """
    found = living_stay(session, actor, space, account_id)
    require_own(session, actor, found)
    if not stages.invites(space.stage):
        raise errors.KeptNoMore
    refuse_end(ends_at, settings)
    before = found.stay.ends_at
    found.stay.ends_at, found.stay.told_of_end = ends_at, None
    for grant in _roles_of(session, found.stay):
        # What a steward gave for a shorter time goes on ending then: renewing gives nothing that was not there.
        if grant.ends_at is None or grant.ends_at >= min(before, ends_at):
            grant.ends_at = ends_at
    rights_changed(session)
    follow_stays(session, found.guest, before=before)
    record(session, GuestRenewed(*actor.by, space.id, account_id))
    told = OwnStayRenewed(space=_named(space), until=Day(ends_at))
    tell(session, [account_id], told, url=f"/{space.slug}", space_id=space.id)


def take_over(session: Session, actor: Viewer, space: Space, account_id: int) -> None:
    """Answer from now on for a guest for whom nobody does any more.

    :raises NoSuchGuest, StayEnded: when there is none.
    :raises SomebodyElseAnswers: when somebody does.
    """
    found = living_stay(session, actor, space, account_id)
    if found.stay.sponsor_id == actor.account_id:
        return
    if found.sponsor is not None and not orphaned(session, found):
        raise errors.SomebodyElseAnswers(who=found.sponsor.name)
    found.stay.sponsor_id, found.stay.told_of_orphan = actor.account_id, False
    session.flush()
    follow_stays(session, found.guest)
    record(session, GuestTakenOver(*actor.by, space.id, account_id))
    told = GuestWasTakenOver(who=actor.name, space=_named(space))
    tell(session, [account_id], told, url=f"/{space.slug}", space_id=space.id)


def end_stay(session: Session, actor: Viewer, space: Space, account_id: int) -> None:
    """End the stay of a guest at once: by who answers for them, or by who keeps the space. Ended twice, it is over.

    :raises NoSuchGuest: when this is no guest of the community.
    :raises SomebodyElseAnswers, NobodyAnswers: for others.
    """
    require(actor, "space.guests", space)
    held(session, space)
    found = stay_of(session, space.id, account_id)
    if not may(actor, "space.members", space):
        require_own(session, actor, found)
    if found.stay.ended_at is None:
        end(session, found, actor.by)


def end(session: Session, found: Stay, by: tuple[str, int | None]) -> None:
    """Have nothing of the community open to the guest any more, and nothing at all where they have no other one.
    Whoever calls has asked for the right."""
    stay, space = found.stay, found.space
    stay.ended_at = clock.now()
    word = account_word(stay.account_id)
    session.execute(delete(Grant).where(Grant.space_id == space.id, Grant.word == word))
    rights_changed(session)
    forget_level(session, stay.account_id, space.id)
    withdraw_links_of(session, by, found)  # sent to choose another password, it would begin the stay again
    follow_stays(session, found.guest)
    record(session, GuestEnded(*by, space.id, stay.account_id))
    told = GuestStayIsOver(who=found.guest.name, space=_named(space))
    if stay.sponsor_id != by[1]:
        tell(session, [stay.sponsor_id], told, url=f"/{space.slug}/-/guests", space_id=space.id)


def hold_roles_to(session: Session, stay: GuestStay) -> None:
    """Have no role of the guest last longer than their stay, whoever gave it: another stay elsewhere would keep the
    account, and the role with it, open."""
    for grant in _roles_of(session, stay):
        if grant.ends_at is None or grant.ends_at > stay.ends_at:
            grant.ends_at = stay.ends_at
            rights_changed(session)


def _roles_of(session: Session, stay: GuestStay) -> Sequence[Grant]:
    held = select(Grant).where(Grant.space_id == stay.space_id, Grant.word == account_word(stay.account_id))
    return session.scalars(held).all()


def follow_stays(session: Session, account: Account, *, before: datetime | None = None) -> None:
    """The account of a guest lasts as long as their longest stay; with the last one end its sessions and its feed. One
    that those who run the site made, to a later day of its own, goes on to that day.

    :param before: when the stay that was just renewed would have ended.
    """
    session.flush()
    stays = session.scalars(select(GuestStay).where(GuestStay.account_id == account.id)).all()
    longest = max(filter(lives, stays), key=lambda stay: stay.ends_at, default=None)
    if _lasts_by_itself(account, {before, *(stay.ends_at for stay in stays)}, longest):
        return
    account.updated_at = clock.now()
    if longest is not None:
        account.ends_at, account.sponsor_id = longest.ends_at, longest.sponsor_id
        session.flush()
        return
    account.ends_at = min(account.ends_at or clock.now(), clock.now())
    sessions.end_all(session, account.id)
    session.execute(delete(FeedKey).where(FeedKey.account_id == account.id))
    session.flush()


def _lasts_by_itself(account: Account, ends: Set[datetime | None], longest: GuestStay | None) -> bool:
    """Whether the account has an end, or none, that no stay gave it, and that outlasts them all."""
    if account.ends_at is None:
        return True
    outlasts = longest is None or account.ends_at > longest.ends_at
    return outlasts and account.ends_at > clock.now() and account.ends_at not in ends


def _named(space: Space) -> Name:
    return Name(space.title, space.language)
