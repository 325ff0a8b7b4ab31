"""A page, with what stands under it, is read by fewer people than its space."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.access.decision import require
from wiki.access.viewer import Viewer, operator
from wiki.kinds.pages.commands.holding import locked
from wiki.kinds.pages.commands.placing import leave_address
from wiki.kinds.pages.commands.standing import class_under, reclass
from wiki.kinds.pages.errors import FirstPageIsOpen, NotRestricted
from wiki.kinds.pages.events import PageRestricted, RestrictionLifted
from wiki.kinds.pages.linking import linked_from, tree_changed
from wiki.kinds.pages.models import Page
from wiki.kinds.pages.naming import require_free_title
from wiki.kinds.pages.queries import subtree_ids
from wiki.outbox import record
from wiki.parts.restrictions.commands import forget_class, restrict
from wiki.parts.restrictions.queries import find_restriction

_MARK = 3  # bytes of chance in an address


def restrict_page(
    session: Session,
    actor: Viewer,
    page_id: int,
    words: Collection[str],
    *,
    reason: str,
    review_at: datetime | None = None,
) -> Page:
    """The page, with what stands under it, readable by these words and by those who keep the space.

    :raises FirstPageIsOpen: for the first page of a space.
    :raises ReasonOfRestrictionMissing, ReviewInThePast: see `wiki.parts.restrictions.commands.restrict`.
    """
    page = locked(session, page_id, with_tree=True)
    require(actor, "page.restrict", page)
    if page.parent_id is None:
        raise FirstPageIsOpen
    is_new = find_restriction(session, page.kind, page.id) is None
    around = class_under(session, operator(), page.space_id, page.parent_id)
    restrict(session, actor, page, words, within=around, reason=reason, review_at=review_at)
    if is_new:
        _hide_addresses(session, page)
    _follow(session, actor, page, PageRestricted)
    return page


def lift_restriction(session: Session, actor: Viewer, page_id: int) -> Page:
    """The page readable again by whoever reads the one above it.

    :raises NotRestricted: when it has no restriction of its own.
    :raises TitleTaken: when another page, which more people read, took its title meanwhile.
    """
    page = locked(session, page_id, with_tree=True)
    require(actor, "page.restrict", page)
    restriction = find_restriction(session, page.kind, page.id)
    if restriction is None:
        raise NotRestricted
    around = class_under(session, operator(), page.space_id, page.parent_id)
    require_free_title(session, page.space_id, page.parent_id, page.title, around, besides=page.id)
    session.delete(restriction)
    _follow(session, actor, page, RestrictionLifted)
    forget_class(session, restriction)
    return page


def _follow(
    session: Session, actor: Viewer, page: Page, event: type[PageRestricted] | type[RestrictionLifted]
) -> None:
    """Have all that stands under the page follow it, and the search know."""
    reclass(session, page)
    ids = subtree_ids(session, page.id)
    tree_changed(session, page.space_id)
    record(session, event(page.kind, (*ids, *linked_from(session, ids)), *actor.by, page_id=page.id))


def _hide_addresses(session: Session, top: Page) -> None:
    """Give the addresses words that nobody guesses: whoever makes a page of the same title must not see, by a number
    after its address, that there was one. The old addresses lead to the new ones for those who may read them."""
    for page in session.scalars(select(Page).where(Page.id.in_(subtree_ids(session, top.id)))).all():
        old_slug = page.slug
        page.slug = f"{old_slug[:80]}-{secrets.token_hex(_MARK)}"
        leave_address(session, page, old_slug, page.title)
