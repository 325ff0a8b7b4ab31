"""What the screens of moderation show, made of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.sentences import Sentence
from wiki.access.models import Restraint
from wiki.access.viewer import Viewer
from wiki.errors import RelaisError
from wiki.parts.moderation import cases, journal
from wiki.parts.moderation.commands.appealing import appealable, for_administrators
from wiki.parts.moderation.commands.deciding import possible
from wiki.parts.moderation.models import Case, Decision, Flag, Incident
from wiki.parts.moderation.reasons import ACTIONS, CAUSES, FLAGS, REASONS, RULES
from wiki.parts.spaces.models import Space
from wiki.registry import Matter
from wiki.web.dates import plain_moment


def words(named: Mapping[str, Sentence]) -> dict[str, str]:
    """The words of codes, in the language of the screen."""
    return {code: str(gettext(sentence.source)) for code, sentence in named.items()}


def said(error: RelaisError) -> RelaisError:
    """The error, its values said in the language of the screen."""
    return type(error)(**{name: _value(value) for name, value in error.values.items()})


def _value(value: object) -> object:
    if isinstance(value, Sentence):
        return gettext(value.source)
    return plain_moment(value) if isinstance(value, datetime) else value


@dataclass(frozen=True, slots=True)
class CaseShown:
    """An item with what those who moderate need to decide on it."""

    matter: Matter
    case: Case | None
    claimed_by_other: str | None
    possible: Sequence[str]
    flags: Sequence[tuple[str, Flag]]
    decisions: Sequence[Decision]
    appeal_of: Decision | None
    by_oneself: bool  # whether the viewer took the decision that is appealed against
    seen: int
    cause: str
    rule: str
    earlier: int  # decisions against the same author in this space

    @property
    def reasons(self) -> dict[str, str]:
        return words(REASONS)

    @property
    def actions(self) -> dict[str, str]:
        return words(ACTIONS)


def case_shown(session: Session, viewer: Viewer, matter: Matter) -> CaseShown:
    case = cases.find_open(session, matter.kind, matter.id)
    decisions = cases.decisions_on(session, matter.kind, matter.id)
    appeal_of = session.get(Decision, case.appeal_of_id) if case and case.appeal_of_id else None
    other = case is not None and cases.is_claimed(case) and case.claimed_by_id != viewer.account_id
    labels = words(FLAGS)
    return CaseShown(
        matter=matter,
        case=case,
        claimed_by_other=case.claimed_by if case is not None and other else None,
        possible=possible(matter, case, appeal_of),
        flags=[(labels.get(flag.reason, flag.reason), flag) for flag in cases.flags_of(session, case)],
        decisions=decisions,
        appeal_of=appeal_of,
        by_oneself=appeal_of is not None and appeal_of.actor_id == viewer.account_id,
        seen=decisions[0].id if decisions else 0,
        cause=words(CAUSES).get(case.cause, "") if case else "",
        rule=words(RULES).get(case.detail, "") if case else "",
        earlier=_earlier(session, matter),
    )


def _earlier(session: Session, matter: Matter) -> int:
    if matter.author_id is None:
        return 0
    found = session.scalars(
        select(Decision.id).where(
            Decision.author_id == matter.author_id,
            Decision.space_id == matter.space_id,
            Decision.action.in_(("hide", "silence", "suspend")),
            Decision.reversed.is_(False),
        )
    )
    return len(found.all())


@dataclass(frozen=True, slots=True)
class RestraintShown:
    restraint: Restraint
    decision: Decision
    case: Case | None
    reason: str
    action: str


def restraint_shown(session: Session, restraint_id: int) -> RestraintShown:
    """A silence or a suspension that is in force, with the appeal against it."""
    restraint = session.get_one(Restraint, restraint_id)
    decision = session.scalars(
        select(Decision)
        .where(Decision.item_kind == cases.RESTRAINT, Decision.item_id == restraint_id)
        .order_by(Decision.id)
        .limit(1)
    ).one()
    case = cases.find_open(session, cases.RESTRAINT, restraint_id)
    return RestraintShown(
        restraint, decision, case, words(REASONS).get(decision.reason, ""), words(ACTIONS)[decision.action]
    )


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A decision about whoever looks, with what became of their appeal."""

    decision: Decision
    action: str
    reason: str
    appeal: Case | None
    may_appeal: bool


def own_lines(session: Session, viewer: Viewer) -> list[OwnLine]:
    found = journal.about(session, viewer)
    appeals = journal.appeals_of(session, found)
    actions, reasons = words(ACTIONS), words(REASONS)
    return [
        OwnLine(
            each,
            actions[each.action],
            reasons.get(each.reason, ""),
            appeals.get(each.id),
            appealable(session, each),
        )
        for each in found
    ]


@dataclass(frozen=True, slots=True)
class AppealShown:
    case: Case
    decision: Decision
    title: str  # "" where what it is about is closed to those who run the site
    action: str
    reason: str
    mine: bool


def appeals_for_administrators(session: Session, viewer: Viewer) -> list[AppealShown]:
    """The appeals that nobody of the space could look at."""
    rows = session.execute(
        select(Case, Decision, Space)
        .join(Decision, Decision.id == Case.appeal_of_id)
        .outerjoin(Space, Space.id == Decision.space_id)
        .where(Case.decided_at.is_(None))
        .order_by(Case.opened_at)
        .limit(200)
    ).all()
    actions, reasons = words(ACTIONS), words(REASONS)
    return [
        AppealShown(
            case,
            decision,
            decision.title if space is None or viewer.opens(space.access_class_id) else "",
            actions[decision.action],
            reasons.get(decision.reason, ""),
            decision.actor_id is not None and decision.actor_id == viewer.account_id,
        )
        for case, decision, space in rows
        if for_administrators(session, decision)
    ]


def every_incident(session: Session, viewer: Viewer, space: Space | None) -> Iterator[Incident]:
    """The whole register, read a batch at a time."""
    before = None
    while batch := incidents(session, viewer, space, before):
        yield from batch
        before = batch[-1].id
        session.expunge_all()


def incidents(
    session: Session, viewer: Viewer, space: Space | None, before: int | None = None
) -> Sequence[Incident]:
    """The register. Those who run the site see that there was one, and of what is closed to them nothing more."""
    found = journal.incidents(session, space.id if space else None, before=before)
    if space is not None:
        return found
    ids = {each.space_id for each in found if each.space_id is not None}
    classes = dict(session.execute(select(Space.id, Space.access_class_id).where(Space.id.in_(ids))).all())
    for each in found:
        if not viewer.opens(classes.get(each.space_id or 0, 0)):
            session.expunge(each)
            each.title = each.author_name = each.note = each.measures = ""
    return found
