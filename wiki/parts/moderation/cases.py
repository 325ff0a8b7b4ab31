"""Cases: opened once for each item, claimed for a while, listed by age."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.roles import MODERATE
from wiki.access.viewer import Viewer
from wiki.parts.moderation.models import Case, Decision, Flag
from wiki.parts.moderation.reasons import APPEALED
from wiki.parts.spaces.models import Space
from wiki.registry import KINDS, Matter

CLAIM = timedelta(minutes=30)
RESTRAINT = "restraint"
BATCHES = 5  # of cases that one answer looks at


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case as the desk lists it."""

    case: Case
    space: Space
    title: str
    language: str
    author_name: str
    extract: str
    url: str  # where it is decided
    flags: Mapping[str, int]  # reason → how many people

    @property
    def claimed(self) -> bool:
        return is_claimed(self.case)


def is_claimed(case: Case) -> bool:
    """Whether somebody is looking at it."""
    return case.claimed_until is not None and case.claimed_until > clock.now()


def find_open(session: Session, kind: str, item_id: int, *, hold: bool = False) -> Case | None:
    """The case of the item that waits for a decision, held until the transaction ends when it is asked to be."""
    wanted = select(Case).where(Case.item_kind == kind, Case.item_id == item_id, Case.decided_at.is_(None))
    if hold:
        wanted = wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.scalar(wanted)


def open_case(
    session: Session, kind: str, item_id: int, space_id: int | None, cause: str, detail: str = ""
) -> Case:
    """The open case of the item, held; made when there is none. Of two who make it at once, one does."""
    found = find_open(session, kind, item_id, hold=True)
    if found is not None:
        return found
    made = Case(
        space_id=space_id,
        item_kind=kind,
        item_id=item_id,
        cause=cause,
        detail=detail,
        opened_at=clock.now(),
        reminders=0,
        appeal_words="",
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        again = find_open(session, kind, item_id, hold=True)
        return again if again is not None else open_case(session, kind, item_id, space_id, cause, detail)
    return made


def waiting(
    session: Session, viewer: Viewer, space: Space | None = None, *, after: int | None = None, limit: int = 50
) -> tuple[Sequence[Waiting], int | None]:
    """What waits for the viewer's decision in the space, or in all that they moderate: the oldest first, those after a
    case when one is named; and the case after which the others come. What they may not read is not listed, and what is
    gone by itself (in the bin) neither: however many of those stand between, an answer looks at no more than BATCHES
    batches, and the next one goes on from there."""
    theirs = [each for each, rights in viewer.rights.items() if MODERATE in rights]
    asked = [space.id] if space is not None and space.id in theirs else theirs if space is None else []
    if not asked:
        return [], None
    begin = session.get(Case, after) if after is not None else None
    found: list[Waiting] = []
    for _batch in range(BATCHES):
        batch = _open_after(session, asked, begin, limit + 1)
        found += _shown(session, viewer, batch)
        if len(found) > limit:
            return found[:limit], found[limit - 1].case.id
        if len(batch) <= limit:
            return found, None
        begin = batch[-1]
    return found, begin.id if begin is not None else None


def _open_after(session: Session, space_ids: Sequence[int], begin: Case | None, limit: int) -> Sequence[Case]:
    """Cases of these spaces that wait, the oldest first."""
    open_ = select(Case).where(Case.space_id.in_(space_ids), Case.decided_at.is_(None))
    if begin is not None:
        open_ = open_.where(tuple_(Case.opened_at, Case.id) > (begin.opened_at, begin.id))
    return session.scalars(open_.order_by(Case.opened_at, Case.id).limit(limit)).all()


def _shown(session: Session, viewer: Viewer, cases: Sequence[Case]) -> list[Waiting]:
    spaces = {
        each.id: each
        for each in session.scalars(select(Space).where(Space.id.in_({case.space_id for case in cases})))
    }
    matters = _matters(session, cases)
    flags = _flags(session, [case.id for case in cases])
    appealed = _appealed(session, cases)
    found = []
    for case in cases:
        matter, space = matters.get((case.item_kind, case.item_id)), spaces.get(case.space_id or 0)
        if space is None or (matter is not None and not viewer.opens(matter.access_class_id)):
            continue
        url = f"/{space.slug}/-/moderate/{case.item_kind}/{case.item_id}"
        decision = appealed.get(case.appeal_of_id or 0)
        if matter is not None:
            found.append(
                Waiting(
                    case, space, matter.title, matter.language, matter.author_name, matter.text, url,
                    flags.get(case.id, {}),
                )
            )  # fmt: skip
        elif case.item_kind == RESTRAINT and decision is not None:
            found.append(Waiting(case, space, decision.title, "", decision.author_name, "", url, {}))
    return found


def _matters(session: Session, cases: Sequence[Case]) -> dict[tuple[str, int], Matter]:
    names = {case.item_kind for case in cases}
    found: dict[tuple[str, int], Matter] = {}
    for name in names:
        answers = KINDS.moderating(name)
        ids = [case.item_id for case in cases if case.item_kind == name]
        for matter in answers.matters(session, name, ids) if answers is not None else ():
            found[matter.kind, matter.id] = matter
    return found


def _flags(session: Session, case_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    counted = (
        select(Flag.case_id, Flag.reason, func.count())
        .where(Flag.case_id.in_(case_ids))
        .group_by(Flag.case_id, Flag.reason)
    )
    found: dict[int, dict[str, int]] = {}
    for case_id, reason, count in session.execute(counted):
        found.setdefault(case_id, {})[reason] = count
    return found


def _appealed(session: Session, cases: Sequence[Case]) -> dict[int, Decision]:
    ids = [case.appeal_of_id for case in cases if case.appeal_of_id is not None]
    found = session.scalars(select(Decision).where(Decision.id.in_(ids))) if ids else ()
    return {decision.id: decision for decision in found}


def decisions_on(session: Session, kind: str, item_id: int, limit: int = 50) -> Sequence[Decision]:
    """What was decided about the item, last first."""
    return session.scalars(
        select(Decision)
        .where(Decision.item_kind == kind, Decision.item_id == item_id)
        .order_by(Decision.id.desc())
        .limit(limit)
    ).all()


def flags_of(session: Session, case: Case | None) -> Sequence[Flag]:
    """What members said of the item, first first."""
    if case is None:
        return []
    return session.scalars(select(Flag).where(Flag.case_id == case.id).order_by(Flag.id).limit(200)).all()


def cases_moved(session: Session, kind: str, ids: Select[int], space_id: int) -> None:
    """What waits about these items is for those to decide who moderate the space where they stand now."""
    moved = update(Case).where(Case.item_kind == kind, Case.item_id.in_(ids), Case.decided_at.is_(None))
    session.execute(moved.values(space_id=space_id))


def claim(session: Session, actor: Viewer, case: Case, until: datetime | None = None) -> None:
    """The actor looks at it, until the claim ends by itself."""
    case.claimed_by_id, case.claimed_by = actor.account_id, actor.name
    case.claimed_until = until or clock.now() + CLAIM


def unclaim(case: Case) -> None:
    case.claimed_by_id = case.claimed_by = case.claimed_until = None


def is_appeal(case: Case | None) -> bool:
    return case is not None and (case.cause == APPEALED or case.appeal_of_id is not None)
