"""Decide on what waits, was flagged, or should not stand there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from auth.sentences import Sentence
from wiki import clock
from wiki.access.roles import MODERATE
from wiki.access.viewer import Viewer, operator
from wiki.outbox import record
from wiki.parts.moderation.cases import find_open, flags_of, is_claimed, open_case
from wiki.parts.moderation.commands.incidents import open_incident
from wiki.parts.moderation.errors import (
    AlreadyDecided,
    ClaimedByAnother,
    DecisionImpossible,
    DecisionReasonMissing,
    DecisionWordsMissing,
    YourOwnDecision,
)
from wiki.parts.moderation.events import (
    DecisionConfirmed,
    DecisionEvent,
    ItemApproved,
    ItemHidden,
    ItemLeftAsIs,
    ItemReturned,
    ItemShownAgain,
)
from wiki.parts.moderation.matters import answering, matter_to_moderate
from wiki.parts.moderation.models import Case, Decision, Incident
from wiki.parts.moderation.people import holders
from wiki.parts.moderation.reasons import (
    ACTIONS,
    APPROVE,
    CONFIRM,
    DIRECT,
    HIDE,
    KEEP,
    NEED_REASON,
    PERSONAL,
    REASONS,
    RESTORE,
    RETURN,
    STATE_HIDDEN,
    STATE_RETURNED,
)
from wiki.parts.moderation.told import (
    AppealFailed,
    YourFlagWasHeard,
    YoursIsApproved,
    YoursIsHidden,
    YoursIsHiddenByItself,
    YoursIsReturned,
    YoursIsShownAgain,
)
from wiki.parts.notices.commands import tell
from wiki.parts.notices.sentences import Name, Told
from wiki.parts.words import clean_text
from wiki.registry import Matter

WORDS_LENGTH = 2000  # characters

# What an item becomes; an action that is not named here leaves it as it is.
HELD: Mapping[str, str | None] = {
    HIDE: STATE_HIDDEN,
    RETURN: STATE_RETURNED,
    RESTORE: None,
    APPROVE: None,
}
EVENTS: Mapping[str, type[DecisionEvent]] = {
    HIDE: ItemHidden,
    RESTORE: ItemShownAgain,
    APPROVE: ItemApproved,
    RETURN: ItemReturned,
    KEEP: ItemLeftAsIs,
    CONFIRM: DecisionConfirmed,
}


def possible(matter: Matter, case: Case | None, appeal_of: Decision | None) -> list[str]:
    """What can be decided about the item as it is, what is most often decided first."""
    if appeal_of is not None:
        return [RESTORE, CONFIRM]
    if matter.held is None:
        return [*([KEEP] if case is not None else []), *([] if matter.stays else [HIDE])]
    if matter.held == STATE_HIDDEN:
        # Hidden by itself, it may stay so: then a person said why.
        return [RESTORE, HIDE] if case is not None else [RESTORE]
    return [APPROVE, RETURN, HIDE]


def decide(
    session: Session,
    actor: Viewer,
    kind: str,
    item_id: int,
    action: str,
    *,
    reason: str = "",
    words: str = "",
    seen: int | None = None,
) -> Decision:
    """What was decided about the item, told to its author with the reason.

    :param seen: the last decision about the item that the actor has seen, 0 for none: another one since then is told
        them instead.
    :raises NothingToModerate: when it is not there, or not the actor's to decide on.
    :raises DecisionReasonMissing, DecisionWordsMissing, DecisionImpossible: when it cannot be decided so.
    :raises AlreadyDecided, ClaimedByAnother, YourOwnDecision: when it is somebody else's.
    """
    matter = matter_to_moderate(session, actor, kind, item_id)
    waits = find_open(session, matter.kind, matter.id)
    case = open_case(session, matter.kind, matter.id, matter.space_id, DIRECT)
    require_unseen(session, matter.kind, matter.id, seen)
    matter = matter_to_moderate(session, actor, matter.kind, matter.id)
    require_unclaimed(actor, case)
    appeal_of = session.get(Decision, case.appeal_of_id) if case.appeal_of_id else None
    require_other(actor, appeal_of)
    words = clean_text(words).strip()[:WORDS_LENGTH]
    require_reasons(action, reason, words)
    if action not in possible(matter, waits, appeal_of):
        if matter.stays and action == HIDE:
            answering(matter).hold(session, actor, matter, STATE_HIDDEN)  # which says why it stays
        raise DecisionImpossible
    if action in HELD and HELD[action] != matter.held:
        answering(matter).hold(session, actor, matter, HELD[action])
    decision = note(session, actor, matter, action, reason, words, case=case, appeal_of=appeal_of)
    _follow(session, actor, matter, decision, case)
    return decision


def hide_by_itself(session: Session, matter: Matter, reason: str) -> bool:
    """Hide the item until a person has looked at it; returns whether it could be. Nobody decides, and all who look at
    it are told so (V-5)."""
    if matter.held is not None or matter.stays:
        return matter.held is not None
    answering(matter).hold(session, operator(), matter, STATE_HIDDEN)
    decision = note(session, None, matter, HIDE, reason, "")
    told = YoursIsHiddenByItself(title=Name(matter.title, matter.language), reason=REASONS[reason])
    tell(session, [matter.author_id], told, url=f"/-/decisions#decision-{decision.id}")
    return True


def require_reasons(action: str, reason: str, words: str) -> None:
    if action not in ACTIONS or (reason and reason not in REASONS):
        raise DecisionReasonMissing if action in ACTIONS else DecisionImpossible
    if action in NEED_REASON and not reason:
        raise DecisionReasonMissing
    if action == RETURN and not words:
        raise DecisionWordsMissing


def require_unseen(session: Session, kind: str, item_id: int, seen: int | None) -> None:
    """:raises AlreadyDecided: when somebody decided since the actor looked."""
    if seen is None:
        return
    last = session.scalar(
        select(Decision)
        .where(Decision.item_kind == kind, Decision.item_id == item_id)
        .order_by(Decision.id.desc())
        .limit(1)
    )
    if last is not None and last.id != seen:
        raise AlreadyDecided(who=last.actor_name, what=ACTIONS[last.action])


def require_unclaimed(actor: Viewer, case: Case) -> None:
    if is_claimed(case) and case.claimed_by_id != actor.account_id:
        raise ClaimedByAnother(who=case.claimed_by, until=case.claimed_until)


def require_other(actor: Viewer, appeal_of: Decision | None) -> None:
    """:raises YourOwnDecision: an appeal is looked at by another than who decided."""
    if appeal_of is not None and appeal_of.actor_id is not None and appeal_of.actor_id == actor.account_id:
        raise YourOwnDecision


def note(
    session: Session,
    actor: Viewer | None,
    matter: Matter,
    action: str,
    reason: str,
    words: str,
    *,
    case: Case | None = None,
    appeal_of: Decision | None = None,
) -> Decision:
    """The row of a decision about an item; without an actor, one of the program."""
    now = clock.now()
    decision = Decision(
        space_id=matter.space_id,
        item_kind=matter.kind,
        item_id=matter.id,
        title=matter.title,
        url=matter.url,
        author_id=matter.author_id,
        author_name=matter.author_name,
        actor_id=actor.account_id if actor else None,
        actor_name=actor.name if actor else "",
        automatic=actor is None,
        action=action,
        reason=reason,
        words=words,
        made_at=now,
        waited=_waited(case, now),
        appeal_of_id=appeal_of.id if appeal_of else None,
        reversed=False,
    )
    session.add(decision)
    session.flush()
    record(
        session,
        EVENTS[action](
            decision.actor_name,
            decision.actor_id,
            decision.space_id,
            decision.item_kind,
            (decision.item_id,),
            decision_id=decision.id,
            account_id=decision.author_id,
            reason=reason,
            automatic=decision.automatic,
        ),
    )
    return decision


def _waited(case: Case | None, now: datetime) -> int | None:
    """How long it waited, in seconds: what an animator took up by themselves did not."""
    if case is None or case.cause == DIRECT:
        return None
    return int((now - case.opened_at).total_seconds())


def _follow(session: Session, actor: Viewer, matter: Matter, decision: Decision, case: Case) -> None:
    case.decided_at, case.space_id = decision.made_at, matter.space_id
    if decision.appeal_of_id is not None and decision.action == RESTORE:
        session.execute(update(Decision).where(Decision.id == decision.appeal_of_id).values(reversed=True))
    if decision.action == HIDE and decision.reason == PERSONAL:
        open_incident(session, matter, "", hidden=True).hidden_at = decision.made_at
    told = _told(matter, decision)
    if told is not None and matter.author_id != actor.account_id:
        shown = decision.action in (RESTORE, APPROVE)
        url = matter.url if shown else f"/-/decisions#decision-{decision.id}"
        tell(session, [matter.author_id], told, url=url)
    heard = [flag.account_id for flag in flags_of(session, case)]
    tell(
        session,
        heard,
        YourFlagWasHeard(title=Name(matter.title, matter.language)),
        space_id=matter.space_id,
    )


def _told(matter: Matter, decision: Decision) -> Told | None:
    title, words = Name(matter.title, matter.language), decision.words
    reason = REASONS.get(decision.reason, Sentence("none was given"))
    told: Mapping[str, Told] = {
        HIDE: YoursIsHidden(title=title, reason=reason, words=words),
        RESTORE: YoursIsShownAgain(title=title, words=words),
        APPROVE: YoursIsApproved(title=title),
        RETURN: YoursIsReturned(title=title, words=words),
        CONFIRM: AppealFailed(title=title, words=words),
    }
    return told.get(decision.action)


def others_who_decide(session: Session, space_id: int, besides: int | None) -> set[int]:
    """Those who may look at an appeal: who moderates the space, but for who decided."""
    return holders(session, MODERATE, space_id) - {besides or 0}


def open_incidents(session: Session, space_id: int) -> int:
    """How many incidents of the space wait for somebody to say what was done."""
    wanted = select(func.count()).where(Incident.space_id == space_id, Incident.closed_at.is_(None))
    return session.scalar(wanted) or 0
