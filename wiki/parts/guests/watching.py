"""What is done once a day: stays that are over end, those that come to their end are told of, guests without a sponsor
are given to others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from datetime import datetime, timedelta
from functools import cache, partial

from sqlalchemy import or_
from sqlalchemy.orm import Session

from auth import groups
from wiki import clock
from wiki.config import GuestSettings
from wiki.outbox import record
from wiki.parts.guests.commands.staying import end
from wiki.parts.guests.events import GuestEndNoticed
from wiki.parts.guests.models import GuestStay
from wiki.parts.guests.notices import GuestOrphaned, GuestStayEnds, OwnStayEnds, OwnStayEndsAlone
from wiki.parts.guests.queries import Stay, living_at, may_answer, stays_that
from wiki.parts.notices.commands import tell
from wiki.parts.notices.sentences import Day, Name, Told

Able = Callable[[int], Set[int]]  # a space → the accounts that can answer for its guests


def attend(session: Session, now: datetime, *, settings: GuestSettings) -> None:
    """Done twice, or by two workers, it tells nothing more."""
    able = cache(partial(may_answer, session))  # asked once for each community
    for found in stays_that(session, GuestStay.ended_at.is_(None), GuestStay.ends_at <= now):
        end(session, found, ("", None))
    soon = GuestStay.ends_at <= now + timedelta(days=settings.notice_days)
    untold = or_(GuestStay.told_of_end.is_(None), GuestStay.told_of_end != GuestStay.ends_at)
    for found in stays_that(session, *living_at(now), soon, untold):
        _tell_of_end(session, found, able)
    for found in stays_that(session, *living_at(now)):
        _notice_orphan(session, found, able)


def _tell_of_end(session: Session, found: Stay, able: Able) -> None:
    stay, space = found.stay, found.space
    stay.told_of_end = stay.ends_at
    named = Name(space.title, space.language)
    to_sponsor = GuestStayEnds(who=found.guest.name, space=named, until=Day(stay.ends_at))
    tell(session, [stay.sponsor_id], to_sponsor, url="/-/guests", space_id=space.id)
    to_guest: Told = OwnStayEndsAlone(space=named, until=Day(stay.ends_at))
    if found.sponsor is not None and stay.sponsor_id in able(space.id):
        to_guest = OwnStayEnds(space=named, until=Day(stay.ends_at), sponsor=found.sponsor.name)
    tell(session, [stay.account_id], to_guest, url=f"/{space.slug}", space_id=space.id)
    record(session, GuestEndNoticed("", None, space.id, stay.account_id))


def _notice_orphan(session: Session, found: Stay, able: Able) -> None:
    others = able(found.space.id)
    alone = found.stay.sponsor_id not in others
    if alone and not found.stay.told_of_orphan:
        told = GuestOrphaned(who=found.guest.name, space=Name(found.space.title, found.space.language))
        tell(session, others or _who_run_the_site(session), told, url=f"/{found.space.slug}/-/guests")
    found.stay.told_of_orphan = alone


def _who_run_the_site(session: Session) -> Iterable[int]:
    site = groups.members(session, groups.administrators(session, clock.now()))
    return [account.id for account in site]
