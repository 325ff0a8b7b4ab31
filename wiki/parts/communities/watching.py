"""What is noticed once a day: communities in which nothing happens, and those that nobody animates any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from wiki.access.roles import ANIMATOR, SPONSORING
from wiki.access.viewer import operator
from wiki.config import CommunitySettings
from wiki.outbox import record
from wiki.parts.communities import stages
from wiki.parts.communities.events import SilenceNoticed
from wiki.parts.communities.models import Community
from wiki.parts.communities.notices import (
    NobodyAnimates,
    SilentForAnimators,
    SilentForSponsors,
    SilentToArchive,
)
from wiki.parts.communities.queries import answerable, people_with_role
from wiki.parts.notices.commands import tell
from wiki.parts.notices.sentences import Name
from wiki.parts.spaces.models import Space
from wiki.registry import KINDS

TO_ARCHIVE = 3  # the step at which it is proposed to archive


def watch(session: Session, now: datetime, *, settings: CommunitySettings) -> None:
    """Tell those who answer for each community what they should know, each thing once. Done twice, or by two workers,
    it tells nothing more."""
    led = (
        select(Space, Community)
        .join(Community, Community.space_id == Space.id)
        .where(Space.stage.in_(stages.LED))
        .order_by(Space.id)
    )
    for space, watched in session.execute(led):
        if space.stage in stages.LIVELY:
            _notice_silence(session, space, watched, settings.silent_days, now)
        _notice_that_nobody_animates(session, space, watched)


def last_change(session: Session, space: Space) -> datetime | None:
    """When anything changed in the space for the last time."""
    changes = [
        change.at
        for kind in KINDS
        for change in kind.recent(
            session, operator(), space_id=space.id, before=None, limit=1, minor=True, author_id=None
        )
    ]
    return max(changes, default=None)


def _notice_silence(session: Session, space: Space, watched: Community, days: int, now: datetime) -> None:
    since = max(last_change(session, space) or space.created_at, watched.stage_at)
    told = watched.silence_told
    if now - since < timedelta(days=days):
        if told:
            _change(session, space, Community.silence_told, told, 0)
        return
    if told >= TO_ARCHIVE or now - since < timedelta(days=days * (told + 1)):
        return
    if _change(session, space, Community.silence_told, told, told + 1):
        _tell_of_silence(session, space, told + 1, (now - since).days)
        record(session, SilenceNoticed("", None, space.id, told + 1))


def _tell_of_silence(session: Session, space: Space, step: int, days: int) -> None:
    """First those who animate, then those who sponsor, then those who can archive."""
    told = (SilentForAnimators, SilentForSponsors, SilentToArchive)[step - 1]
    first = [] if step == TO_ARCHIVE else _ids(session, space, (ANIMATOR, SPONSORING)[step - 1])
    people = first or answerable(session, space.id)
    named = Name(space.title, space.language)
    url = f"/{space.slug}/-/stage" if step == TO_ARCHIVE else f"/{space.slug}"
    tell(session, people, told(space=named, days=days), url=url, space_id=space.id)


def _notice_that_nobody_animates(session: Session, space: Space, watched: Community) -> None:
    unled = not people_with_role(session, space.id, ANIMATOR)
    if unled == watched.unled_told:
        return
    if _change(session, space, Community.unled_told, watched.unled_told, unled) and unled:
        told = NobodyAnimates(space=Name(space.title, space.language))
        people = answerable(session, space.id)
        tell(session, people, told, url=f"/{space.slug}/-/members", space_id=space.id)


def _change(
    session: Session, space: Space, column: InstrumentedAttribute[Any], before: object, after: object
) -> bool:
    """Whether it was this worker who noted it."""
    changed = (
        update(Community)
        .where(Community.space_id == space.id, column == before)
        .values({column: after})
        .execution_options(synchronize_session=False)
    )
    return cast(CursorResult[Any], session.execute(changed)).rowcount == 1


def _ids(session: Session, space: Space, role: str) -> Sequence[int]:
    return [person.id for person in people_with_role(session, space.id, role)]
