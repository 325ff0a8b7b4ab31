"""Those who moderate are reminded of what has waited for a day, and for two: once each."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.roles import MODERATE
from wiki.parts.moderation.cases import RESTRAINT
from wiki.parts.moderation.matters import find_matter
from wiki.parts.moderation.models import Case, Decision
from wiki.parts.moderation.people import holders
from wiki.parts.moderation.told import CaseWaits
from wiki.parts.notices.commands import tell
from wiki.parts.notices.sentences import Name

AFTER = (timedelta(hours=24), timedelta(hours=48))
AT_ONCE = 200  # cases of one round


def remind(session: Session) -> int:
    """Tell of what has waited too long whoever may decide on it now; returns of how many cases. What is gone, or was
    moved meanwhile, is told of to nobody (L-3)."""
    reminded = 0
    for number, after in reversed(list(enumerate(AFTER))):  # so that one round tells of each once
        late = select(Case).where(
            Case.decided_at.is_(None), Case.reminders == number, Case.opened_at <= clock.now() - after
        )
        for case in session.scalars(
            late.order_by(Case.id).limit(AT_ONCE).with_for_update(skip_locked=True)
        ).all():
            case.reminders = number + 1
            reminded += _tell(session, case, after)
        session.flush()
    return reminded


def _tell(session: Session, case: Case, after: timedelta) -> int:
    title = _title(session, case)
    if title is None or case.space_id is None:
        return 0
    told = CaseWaits(title=title, hours=int(after.total_seconds() // 3600))
    url = f"/-/desk#{case.item_kind}-{case.item_id}"
    tell(session, holders(session, MODERATE, case.space_id), told, url=url, space_id=case.space_id)
    return 1


def _title(session: Session, case: Case) -> Name | None:
    if case.item_kind == RESTRAINT:
        decision = session.get(Decision, case.appeal_of_id) if case.appeal_of_id else None
        return Name(decision.title) if decision is not None else None
    matter = find_matter(session, case.item_kind, case.item_id)
    return Name(matter.title, matter.language) if matter is not None else None
