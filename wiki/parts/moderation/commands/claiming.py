"""Say that one looks at a case, so that nobody else does for nothing."""

from __future__ import annotations

from sqlalchemy.orm import Session

from wiki.access.viewer import Viewer
from wiki.parts.moderation.cases import claim, find_open, open_case, unclaim
from wiki.parts.moderation.commands.deciding import require_unclaimed
from wiki.parts.moderation.matters import matter_to_moderate
from wiki.parts.moderation.models import Case
from wiki.parts.moderation.reasons import DIRECT


def claim_case(session: Session, actor: Viewer, kind: str, item_id: int) -> Case:
    """The open case of the item, the actor's for half an hour; opened by it when nobody had asked.

    :raises ClaimedByAnother: when somebody else is looking at it.
    """
    matter = matter_to_moderate(session, actor, kind, item_id)
    case = open_case(session, matter.kind, matter.id, matter.space_id, DIRECT)
    require_unclaimed(actor, case)
    claim(session, actor, case)
    return case


def give_case_back(session: Session, actor: Viewer, kind: str, item_id: int) -> Case | None:
    """The open case of the item, for whoever takes it. The claim of another stays."""
    matter = matter_to_moderate(session, actor, kind, item_id)
    case = find_open(session, matter.kind, matter.id, hold=True)
    if case is not None and case.claimed_by_id == actor.account_id:
        unclaim(case)
    return case
