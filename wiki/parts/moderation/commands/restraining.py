"""Silence somebody, or keep them out, for a time; and end it before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth import sessions
from auth.accounts import find_account
from auth.identity import account_word
from auth.models import Account
from auth.sentences import Sentence
from wiki import clock
from wiki.access.decision import require
from wiki.access.item import SITE
from wiki.access.keyring import rights_changed
from wiki.access.models import Restraint
from wiki.access.roles import KEEP, MODERATE, SILENCE, SUSPENSION
from wiki.access.viewer import Viewer
from wiki.outbox import record
from wiki.parts.moderation.cases import RESTRAINT, find_open
from wiki.parts.moderation.commands.deciding import WORDS_LENGTH, require_other, require_reasons
from wiki.parts.moderation.errors import (
    DecisionImpossible,
    KeepsTheSpace,
    NobodyOfThatName,
    NothingToModerate,
    NotOneself,
    UnknownDuration,
)
from wiki.parts.moderation.events import (
    AccountSilenced,
    AccountSuspended,
    DecisionConfirmed,
    DecisionEvent,
    RestraintLifted,
)
from wiki.parts.moderation.models import Decision
from wiki.parts.moderation.people import holders
from wiki.parts.moderation.reasons import CONFIRM, LIFT, REASONS, SILENCED, SUSPENDED
from wiki.parts.moderation.told import AppealFailed, YouAreSilenced, YouAreSuspended, YouMayWriteAgain
from wiki.parts.notices.commands import tell
from wiki.parts.notices.sentences import Name, Told, Until
from wiki.parts.spaces.models import Space
from wiki.parts.words import clean_text

# Days; 0 until somebody ends it.
DURATIONS = (1, 3, 7, 30, 0)
SORTS: Mapping[str, str] = {SILENCED: SILENCE, SUSPENDED: SUSPENSION}
EVENTS: Mapping[str, type[DecisionEvent]] = {
    SILENCED: AccountSilenced,
    SUSPENDED: AccountSuspended,
    LIFT: RestraintLifted,
    CONFIRM: DecisionConfirmed,
}


def restrain(
    session: Session,
    actor: Viewer,
    account_id: int,
    space: Space | None,
    action: str,
    days: int,
    *,
    reason: str,
    words: str = "",
) -> Decision:
    """Somebody reads and no longer writes ("silence"), or is kept out ("suspend"), for so many days (0: until it is
    undone), in one space or, by those who run it, in the whole site. They are told why.

    :raises NotOneself, KeepsTheSpace, UnknownDuration, DecisionReasonMissing: when it cannot be so.
    """
    _require(actor, space)
    account = find_account(session, account_id)
    if account is None:
        raise NobodyOfThatName(who="")
    if action not in SORTS or days not in DURATIONS:
        raise DecisionImpossible if action not in SORTS else UnknownDuration
    words = clean_text(words).strip()[:WORDS_LENGTH]
    require_reasons(action, reason, words)
    _require_restrainable(session, actor, account, space)
    now = clock.now()
    restraint = Restraint(
        word=account_word(account.id),
        space_id=space.id if space else None,
        sort=SORTS[action],
        imposed_at=now,
        ends_at=now + timedelta(days=days) if days else None,
    )
    session.add(restraint)
    session.flush()
    rights_changed(session)
    if space is None and action == SUSPENDED:
        sessions.end_all(session, account.id)
    decision = _note(session, actor, restraint, account, space, action, reason, words)
    tell(session, [account.id], _told(decision, space), url=f"/-/decisions#decision-{decision.id}")
    return decision


def lift(
    session: Session, actor: Viewer, restraint_id: int, *, words: str = "", action: str = LIFT
) -> Decision:
    """The end of a silence or suspension before its time; or, with "confirm", its stay after an appeal.

    :raises NothingToModerate: when there is none in force, or it is not the actor's to end.
    :raises YourOwnDecision: an appeal is looked at by another.
    """
    restraint = session.get(Restraint, restraint_id, with_for_update={"key_share": True})
    imposed = imposing(session, restraint_id)
    if restraint is None or imposed is None or not may_end(actor, restraint.space_id):
        raise NothingToModerate
    space = session.get(Space, restraint.space_id) if restraint.space_id is not None else None
    account = session.get(Account, imposed.author_id) if imposed.author_id is not None else None
    case = find_open(session, RESTRAINT, restraint_id, hold=True)
    if case is not None:
        require_other(actor, imposed)
        case.decided_at = clock.now()
    elif action == CONFIRM:
        raise DecisionImpossible
    words = clean_text(words).strip()[:WORDS_LENGTH]
    decision = _note(session, actor, restraint, account, space, action, imposed.reason, words)
    decision.appeal_of_id = imposed.id if case is not None else None
    if case is not None:
        decision.waited = int((decision.made_at - case.opened_at).total_seconds())
    if action == LIFT:
        imposed.reversed = case is not None
        session.delete(restraint)
        rights_changed(session)
    told: Told = YouMayWriteAgain(space=_name(space), words=words)
    if action == CONFIRM:
        told = AppealFailed(title=_name(space), words=words)
    tell(session, [imposed.author_id], told, url=f"/-/decisions#decision-{imposed.id}")
    return decision


def imposing(session: Session, restraint_id: int) -> Decision | None:
    """The decision by which somebody was silenced or suspended."""
    return session.scalar(
        select(Decision).where(
            Decision.item_kind == RESTRAINT,
            Decision.item_id == restraint_id,
            Decision.action.in_(list(SORTS)),
        )
    )


def may_end(actor: Viewer, space_id: int | None) -> bool:
    """Whether the actor decides on silences and suspensions there."""
    return actor.administrator if space_id is None else actor.holds(MODERATE, space_id)


def _require(actor: Viewer, space: Space | None) -> None:
    if space is None:
        require(actor, "site.administer", SITE)
    else:
        require(actor, "space.moderate", space)


def _require_restrainable(session: Session, actor: Viewer, account: Account, space: Space | None) -> None:
    """Nobody is silenced by themselves, nor by those with whom they moderate."""
    if account.id == actor.account_id:
        raise NotOneself
    if space is not None and account.id in holders(session, MODERATE, space.id) | holders(
        session, KEEP, space.id
    ):
        raise KeepsTheSpace(name=account.name)


def _note(
    session: Session,
    actor: Viewer,
    restraint: Restraint,
    account: Account | None,
    space: Space | None,
    action: str,
    reason: str,
    words: str,
) -> Decision:
    decision = Decision(
        space_id=restraint.space_id,
        item_kind=RESTRAINT,
        item_id=restraint.id,
        title=space.title if space else "",
        url="",
        author_id=account.id if account else None,
        author_name=account.name if account else "",
        actor_id=actor.account_id,
        actor_name=actor.name,
        automatic=False,
        action=action,
        reason=reason,
        words=words,
        made_at=clock.now(),
        ends_at=restraint.ends_at,
        reversed=False,
    )
    session.add(decision)
    session.flush()
    record(
        session,
        EVENTS[action](
            *actor.by,
            decision.space_id,
            RESTRAINT,
            (restraint.id,),
            decision_id=decision.id,
            account_id=decision.author_id,
            reason=reason,
            automatic=False,
        ),
    )
    return decision


def _name(space: Space | None) -> Name | Sentence:
    return Name(space.title, space.language) if space else Sentence("the whole site")


def _told(decision: Decision, space: Space | None) -> Told:
    until: Sentence | Until = Until(decision.ends_at) if decision.ends_at else Sentence("until it is undone")
    said = YouAreSilenced if decision.action == SILENCED else YouAreSuspended
    return said(space=_name(space), until=until, reason=REASONS[decision.reason], words=decision.words)
