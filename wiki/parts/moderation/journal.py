"""What was decided: for those who moderate and audit, and, without names, in figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.models import Restraint
from wiki.access.roles import AUDIT, MODERATE
from wiki.access.viewer import Viewer
from wiki.parts.moderation.cases import RESTRAINT
from wiki.parts.moderation.models import Case, Decision, Incident
from wiki.parts.moderation.reasons import CONFIRM, NEED_REASON, SILENCED, SUSPENDED
from wiki.parts.spaces.models import Space

FEWEST = 5  # what fewer cases say is not told: they could be recognised
PERIOD = timedelta(days=90)
_BATCH = 500  # read at once


@dataclass(frozen=True, slots=True)
class Asked:
    """Which decisions are asked for; what is empty narrows nothing."""

    action: str = ""
    reason: str = ""
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A decision with its space, as far as the viewer may know of it."""

    decision: Decision
    space: str  # its title; "" for the whole site, or where it is not open to the viewer
    known: bool  # whether title, words and names may be told


def decisions(
    session: Session, viewer: Viewer, space: Space | None, asked: Asked, limit: int = 50
) -> list[Line]:
    """What was decided in the space, or in all that the viewer moderates or audits, last first. Those who run the site
    see that something was decided everywhere, and what where they read."""
    wanted = _wanted(viewer, space)
    if asked.action:
        wanted = wanted.where(Decision.action == asked.action)
    if asked.reason:
        wanted = wanted.where(Decision.reason == asked.reason)
    if asked.before is not None:
        wanted = wanted.where(Decision.id < asked.before)
    rows = session.execute(wanted.order_by(Decision.id.desc()).limit(limit))
    theirs = set(_theirs(viewer))
    return [_line(viewer, theirs, decision, found) for decision, found in rows]


def every_decision(session: Session, viewer: Viewer, space: Space | None, asked: Asked) -> Iterator[Line]:
    """All of them, read a batch at a time."""
    while batch := decisions(session, viewer, space, asked, limit=_BATCH):
        yield from batch
        asked = replace(asked, before=batch[-1].decision.id)
        session.expunge_all()


def _wanted(viewer: Viewer, space: Space | None) -> Select[Decision, Space]:
    wanted = select(Decision, Space).outerjoin(Space, Space.id == Decision.space_id)
    if space is not None:
        return wanted.where(Decision.space_id == space.id)
    if viewer.administrator:
        return wanted
    return wanted.where(Decision.space_id.in_(_theirs(viewer)))


def _line(viewer: Viewer, theirs: set[int], decision: Decision, space: Space | None) -> Line:
    known = decision.space_id is None or viewer.unbounded or decision.space_id in theirs
    named = space is not None and viewer.opens(space.access_class_id)
    return Line(decision, space.title if space is not None and named else "", known)


def _theirs(viewer: Viewer) -> list[int]:
    return [each for each, rights in viewer.rights.items() if rights & {MODERATE, AUDIT}]


# ── Figures ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Figures:
    """How moderation went in the last 90 days, without names (C-17). None where there were too few to tell."""

    decided: int | None
    waiting: int | None
    p90: timedelta | None  # nine of ten waited less
    appeals: int | None
    reversed: int | None
    without_reason: int  # must be 0


def figures(session: Session, space_id: int | None) -> Figures:
    """Those of a space, or of the whole site."""
    since = clock.now() - PERIOD
    here: list[ColumnElement[bool]] = [Decision.made_at >= since]
    if space_id is not None:
        here.append(Decision.space_id == space_id)
    waited = session.scalars(select(Decision.waited).where(*here, Decision.waited.is_not(None)))
    waits = sorted(each for each in waited if each is not None)
    appealed = session.scalars(select(Decision.action).where(*here, Decision.appeal_of_id.is_not(None))).all()
    return Figures(
        decided=_told(_count(session, *here)),
        waiting=_told(_waiting(session, space_id)),
        p90=_p90(waits),
        appeals=_told(len(appealed)),
        reversed=sum(action != CONFIRM for action in appealed) if _told(len(appealed)) is not None else None,
        without_reason=_count(session, *here, Decision.action.in_(NEED_REASON), Decision.reason == ""),
    )


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Decision).where(*conditions)) or 0


def _waiting(session: Session, space_id: int | None) -> int:
    open_ = select(func.count()).select_from(Case).where(Case.decided_at.is_(None))
    return session.scalar(open_ if space_id is None else open_.where(Case.space_id == space_id)) or 0


def _told(count: int) -> int | None:
    return count if count >= FEWEST or count == 0 else None


def _p90(waits: Sequence[int]) -> timedelta | None:
    """Of seconds in their order."""
    return timedelta(seconds=waits[ceil(len(waits) * 0.9) - 1]) if len(waits) >= FEWEST else None


# ── One's own ──────────────────────────────────────────────────────────────────────────────────────


def about(session: Session, viewer: Viewer, limit: int = 100) -> Sequence[Decision]:
    """What was decided about what the viewer wrote, and about them, last first."""
    if viewer.account_id is None:
        return []
    return session.scalars(
        select(Decision)
        .where(Decision.author_id == viewer.account_id)
        .order_by(Decision.id.desc())
        .limit(limit)
    ).all()


def appeals_of(session: Session, decisions: Sequence[Decision]) -> dict[int, Case]:
    """Decision → the appeal that was made against it."""
    ids = [decision.id for decision in decisions]
    found = session.scalars(select(Case).where(Case.appeal_of_id.in_(ids)))
    return {case.appeal_of_id: case for case in found if case.appeal_of_id is not None}


# ── Restraints ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class InForce:
    """A silence or a suspension that counts now, with why."""

    restraint: Restraint
    decision: Decision


def in_force(
    session: Session, *, account_id: int | None = None, space_id: int | None = None
) -> list[InForce]:
    """Those of a person (of the whole site, and of the space that is named), or of all people of a space; of the whole
    site when neither is named."""
    now = clock.now()
    wanted = (
        select(Restraint, Decision)
        .join(Decision, (Decision.item_kind == RESTRAINT) & (Decision.item_id == Restraint.id))
        .where(
            Decision.action.in_((SILENCED, SUSPENDED)),
            or_(Restraint.ends_at.is_(None), Restraint.ends_at > now),
        )
        .order_by(Restraint.id.desc())
    )
    if account_id is not None:
        wanted = wanted.where(
            Decision.author_id == account_id,
            or_(Restraint.space_id.is_(None), Restraint.space_id == (space_id or 0)),
        )
    elif space_id is not None:
        wanted = wanted.where(Restraint.space_id == space_id)
    else:
        wanted = wanted.where(Restraint.space_id.is_(None))
    return [InForce(restraint, decision) for restraint, decision in session.execute(wanted)]


def incidents(
    session: Session, space_id: int | None, limit: int = 500, before: int | None = None
) -> Sequence[Incident]:
    """The register of the space, or of the whole site, last first; of those before the one of this id."""
    wanted = select(Incident).order_by(Incident.id.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(Incident.id < before)
    return session.scalars(wanted if space_id is None else wanted.where(Incident.space_id == space_id)).all()
