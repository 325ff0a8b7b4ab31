"""A page is made official: somebody who may answers for what it says, as it stands in one revision."""

from __future__ import annotations

from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.decision import require
from wiki.access.viewer import Viewer
from wiki.kinds.pages.commands.holding import locked
from wiki.kinds.pages.errors import ChangedSinceRead, HeldBack, NotApproved
from wiki.kinds.pages.events import ApprovalWithdrawn, PageApproved
from wiki.kinds.pages.models import Page
from wiki.outbox import record


def approve_page(session: Session, actor: Viewer, page_id: int, number: int) -> Page:
    """The page, official as revision `number` says it. Other words are not: whoever saves some has them approved.

    :raises ChangedSinceRead: when it says something else by now.
    :raises HeldBack: as long as those who moderate hold it back.
    """
    page = locked(session, page_id)
    require(actor, "page.approve", page)
    if page.held is not None:
        raise HeldBack
    if page.revision_number != number:
        raise ChangedSinceRead
    page.approved_number, page.approved_at, page.approved_by = number, clock.now(), actor.name
    record(session, PageApproved(page.kind, (page.id,), *actor.by, number=number))
    return page


def withdraw_approval(session: Session, actor: Viewer, page_id: int) -> Page:
    """The page, official no longer, whichever revision was.

    :raises NotApproved: when none was.
    """
    page = locked(session, page_id)
    require(actor, "page.approve", page)
    if page.approved_number is None:
        raise NotApproved
    page.approved_number = page.approved_at = page.approved_by = None
    record(session, ApprovalWithdrawn(page.kind, (page.id,), *actor.by))
    return page
