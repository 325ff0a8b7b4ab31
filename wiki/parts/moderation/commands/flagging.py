"""Signal something to those who moderate."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.roles import MODERATE
from wiki.access.viewer import Viewer
from wiki.outbox import record
from wiki.parts.moderation.cases import open_case
from wiki.parts.moderation.commands.deciding import hide_by_itself
from wiki.parts.moderation.commands.incidents import open_incident
from wiki.parts.moderation.errors import FlagNoteMissing, FlagReasonMissing, TooManyFlags
from wiki.parts.moderation.events import ItemFlagged
from wiki.parts.moderation.matters import matter_to_read
from wiki.parts.moderation.models import NOTE_LENGTH, Case, Flag, Moderating
from wiki.parts.moderation.people import holders
from wiki.parts.moderation.reasons import FLAGGED, FLAGS, OTHER, OUTDATED, PERSONAL
from wiki.parts.moderation.screening import require_free
from wiki.parts.moderation.told import CaseIsUrgent, YoursMayBeOutdated
from wiki.parts.notices.commands import tell
from wiki.parts.notices.sentences import Name
from wiki.parts.words import clean_text
from wiki.registry import Matter

AN_HOUR = timedelta(hours=1)
MOST = 20  # flags of one person in an hour
HIDE_AFTER = 3  # people, where a space says nothing else


def flag(
    session: Session, actor: Viewer, kind: str, item_id: int, reason: str, note: str = ""
) -> tuple[Matter, bool]:
    """The item, signalled to those who moderate its space, and whether it is new: the same person flags once.

    Personal information is hidden at once, and an incident is opened; flags of several people hide what they are
    about, by a setting of the space. Both are for a person to look at.

    :raises NothingToModerate: when there is nothing here that the actor may read.
    :raises FlagReasonMissing, FlagNoteMissing, TooManyFlags: when it cannot be flagged so.
    """
    matter = matter_to_read(session, actor, kind, item_id)
    require_free(actor, matter.space_id)
    note = clean_text(note).strip()[:NOTE_LENGTH]
    if reason not in FLAGS:
        raise FlagReasonMissing
    if reason == OTHER and not note:
        raise FlagNoteMissing
    _require_measure(session, actor)
    if _flagged(session, actor, matter):
        return matter, False
    case = open_case(session, matter.kind, matter.id, matter.space_id, FLAGGED)
    session.add(
        Flag(
            account_id=actor.account_id,
            item_kind=matter.kind,
            item_id=matter.id,
            case_id=case.id,
            reason=reason,
            note=note,
            made_at=clock.now(),
        )
    )
    session.flush()
    record(session, ItemFlagged(*actor.by, matter.space_id, matter.kind, (matter.id,), reason=reason))
    _follow(session, matter, case, reason, note)
    return matter, True


def _follow(session: Session, matter: Matter, case: Case, reason: str, note: str) -> None:
    title = Name(matter.title, matter.language)
    if reason == PERSONAL:
        hidden = hide_by_itself(session, matter, PERSONAL)
        open_incident(session, matter, note, hidden=hidden)
        desk = f"/-/desk#{matter.kind}-{matter.id}"
        tell(
            session,
            holders(session, MODERATE, matter.space_id),
            CaseIsUrgent(title=title),
            url=desk,
            space_id=matter.space_id,
        )
    elif reason == OUTDATED:
        kind = matter.kind if matter.kind != "post" else None
        tell(
            session,
            [matter.author_id],
            YoursMayBeOutdated(title=title),
            url=matter.url,
            item=(kind, matter.id) if kind else None,
            space_id=matter.space_id,
        )
    elif 0 < _threshold(session, matter.space_id) <= _people(session, case):
        hide_by_itself(session, matter, reason)


def _threshold(session: Session, space_id: int) -> int:
    rules = session.get(Moderating, space_id)
    return HIDE_AFTER if rules is None else rules.flags_hide


def _people(session: Session, case: Case) -> int:
    """How many say that it should not be there; what is out of date may be."""
    counted = select(func.count()).where(Flag.case_id == case.id, Flag.reason != OUTDATED)
    return session.scalar(counted) or 0


def _require_measure(session: Session, actor: Viewer) -> None:
    lately = select(func.count()).where(
        Flag.account_id == actor.account_id, Flag.made_at > clock.now() - AN_HOUR
    )
    if (session.scalar(lately) or 0) >= MOST:
        raise TooManyFlags(most=MOST)


def _flagged(session: Session, actor: Viewer, matter: Matter) -> bool:
    mine = select(Flag.id).where(
        Flag.account_id == actor.account_id, Flag.item_kind == matter.kind, Flag.item_id == matter.id
    )
    return session.scalar(mine) is not None
