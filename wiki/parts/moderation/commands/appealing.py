"""Not to accept a decision: once, in words, looked at by somebody else."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.groups import administrators, members
from wiki import clock
from wiki.access.viewer import Viewer, operator
from wiki.outbox import record
from wiki.parts.moderation.cases import RESTRAINT, open_case, unclaim
from wiki.parts.moderation.commands.deciding import decide, others_who_decide
from wiki.parts.moderation.commands.restraining import lift
from wiki.parts.moderation.errors import AppealWordsMissing, NoAppeal, NothingToModerate
from wiki.parts.moderation.events import DecisionAppealed
from wiki.parts.moderation.models import Case, Decision
from wiki.parts.moderation.reasons import APPEALABLE, APPEALED, CONFIRM, LIFT, RESTORE
from wiki.parts.moderation.told import AppealWaits
from wiki.parts.notices.commands import tell
from wiki.parts.words import clean_text

WORDS_LENGTH = 2000  # characters


def appeal(session: Session, actor: Viewer, decision_id: int, words: str) -> Case:
    """The case in which somebody else looks at a decision about the actor.

    :raises NothingToModerate: when there is none about them.
    :raises NoAppeal: when none can be made, or one was.
    :raises AppealWordsMissing: when nothing was said.
    """
    decision = session.get(Decision, decision_id, with_for_update={"key_share": True})
    if decision is None or actor.account_id is None or decision.author_id != actor.account_id:
        raise NothingToModerate
    if not appealable(session, decision):
        raise NoAppeal
    said = clean_text(words).strip()[:WORDS_LENGTH]
    if not said:
        raise AppealWordsMissing
    case = open_case(session, decision.item_kind, decision.item_id, decision.space_id, APPEALED)
    case.appeal_of_id, case.appeal_words = decision.id, said
    unclaim(case)
    session.flush()
    deciders = _deciders(session, decision)
    tell(session, deciders, AppealWaits(title=decision.title or "Relais"), url=_desk(session, decision))
    record(
        session,
        DecisionAppealed(
            *actor.by,
            decision.space_id,
            decision.item_kind,
            (decision.item_id,),
            decision_id=decision.id,
        ),
    )
    return case


def appealable(session: Session, decision: Decision) -> bool:
    """Whether an appeal may be made: it still holds, and none was made."""
    if decision.action not in APPEALABLE or decision.reversed:
        return False
    made = session.scalar(select(Case.id).where(Case.appeal_of_id == decision.id))
    undone = session.scalar(
        select(Decision.id).where(
            Decision.item_kind == decision.item_kind,
            Decision.item_id == decision.item_id,
            Decision.id > decision.id,
        )
    )
    return made is None and undone is None


def decide_appeal(session: Session, actor: Viewer, case_id: int, *, overturn: bool, words: str) -> Decision:
    """What those who run the site decide on an appeal where nobody else who moderates the space could.

    :raises NothingToModerate: when it is not theirs.
    """
    case = session.get(Case, case_id, with_for_update={"key_share": True})
    decision = session.get(Decision, case.appeal_of_id) if case and case.appeal_of_id else None
    if case is None or decision is None or case.decided_at is not None:
        raise NothingToModerate
    if not actor.administrator or not for_administrators(session, decision):
        raise NothingToModerate
    acting = operator(actor.identity)
    if case.item_kind == RESTRAINT:
        return lift(session, acting, case.item_id, words=words, action=LIFT if overturn else CONFIRM)
    action = RESTORE if overturn else CONFIRM
    return decide(session, acting, case.item_kind, case.item_id, action, words=words)


def for_administrators(session: Session, decision: Decision) -> bool:
    """Whether nobody who moderates the space could look at it, but for who decided."""
    return decision.space_id is None or not others_who_decide(session, decision.space_id, decision.actor_id)


def _deciders(session: Session, decision: Decision) -> set[int]:
    if not for_administrators(session, decision) and decision.space_id is not None:
        return others_who_decide(session, decision.space_id, decision.actor_id)
    people = {account.id for account in members(session, administrators(session, clock.now()))}
    return people - {decision.actor_id or 0}


def _desk(session: Session, decision: Decision) -> str:
    return "/-/appeals" if for_administrators(session, decision) else "/-/desk"
