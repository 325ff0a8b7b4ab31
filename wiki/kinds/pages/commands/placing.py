"""A page gets another title or another place."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from wiki.access.decision import require
from wiki.access.viewer import Viewer, operator
from wiki.db import upsert
from wiki.kinds.pages.commands.holding import locked, next_position, note_in_history
from wiki.kinds.pages.commands.standing import class_under, reclass, widens
from wiki.kinds.pages.errors import FirstPageStays, MoveIntoItself, MoveOutOfRestriction
from wiki.kinds.pages.events import PageMoved, PageRenamed
from wiki.kinds.pages.linking import adopt_links, tree_changed
from wiki.kinds.pages.models import FormerAddress, Page
from wiki.kinds.pages.naming import clean_title, free_slug, require_free_title
from wiki.kinds.pages.queries import ALIVE, subtree_ids
from wiki.outbox import record
from wiki.parts.moderation.errors import WouldWait
from wiki.parts.moderation.screening import rule_for
from wiki.parts.words import folded


def rename_page(session: Session, actor: Viewer, page_id: int, title: str) -> Page:
    """The page under another title. Its old address leads to the new one; texts that name it follow.

    :raises TitleTaken, Invalid: when the title cannot be used here.
    """
    page = locked(session, page_id, with_tree=True)
    require(actor, "page.move", page)
    title = clean_title(title)
    if title == page.title:
        return page
    if page.held is None and rule_for(session, actor, page.space_id, (title,)) is not None:
        raise WouldWait
    require_free_title(session, page.space_id, page.parent_id, title, page.access_class_id, besides=page.id)
    old_title, old_slug = page.title, page.slug
    page.title, page.title_key = title, folded(title)
    page.slug = free_slug(session, page.space_id, title, besides=page.id)
    leave_address(session, page, old_slug, old_title)
    note_in_history(session, actor, page, "renamed", f"{old_title} → {title}")
    adopt_links(session, page)
    tree_changed(session, page.space_id)
    record(
        session,
        PageRenamed(page.kind, (page.id,), *actor.by, page_id=page.id, old_title=old_title, new_title=title),
    )
    return page


def move_page(
    session: Session, actor: Viewer, page_id: int, parent_id: int, after_id: int | None = None
) -> Page:
    """The page under another parent, after one of its new siblings: 0 is before all of them, None where nobody
    asks for a place (a place that it has, or else that of a new page).

    :raises MoveIntoItself, NoSuchParent, TitleTaken, FirstPageStays: when it cannot stand there.
    """
    page = locked(session, page_id, with_tree=True)
    require(actor, "page.move", page)
    if page.parent_id is None:
        raise FirstPageStays
    around = class_under(session, actor, page.space_id, parent_id)
    if widens(session, class_under(session, operator(), page.space_id, page.parent_id), around):
        raise MoveOutOfRestriction
    if parent_id in subtree_ids(session, page.id):
        raise MoveIntoItself
    require_free_title(session, page.space_id, parent_id, page.title, around, besides=page.id)
    old_parent, moved = session.get_one(Page, page.parent_id), list[int]()
    if parent_id != old_parent.id:
        page.position = next_position(session, parent_id)
        page.parent_id = parent_id
        new_parent = session.get_one(Page, parent_id)
        moved = reclass(session, page)
        note_in_history(session, actor, page, "moved", f"{old_parent.title} → {new_parent.title}")
    if after_id is not None:
        _place(session, page, after_id)
    tree_changed(session, page.space_id)
    record(session, PageMoved(page.kind, (page.id, *moved), *actor.by))
    return page


def _place(session: Session, page: Page, after_id: int) -> None:
    """Number the siblings anew, with the page after the one named. One that stands elsewhere says nothing."""
    session.flush()
    siblings = list(
        session.scalars(
            select(Page)
            .where(Page.parent_id == page.parent_id, Page.id != page.id, ALIVE)
            .order_by(Page.position, Page.order_key)
        )
    )
    ids = [0, *(sibling.id for sibling in siblings)]
    if after_id not in ids:
        return
    siblings.insert(ids.index(after_id), page)
    for position, sibling in enumerate(siblings, start=1):
        sibling.position = position


def leave_address(session: Session, page: Page, slug: str, title: str) -> None:
    """Have the old address lead here, unless it still is the page's own; the new one is no former one any more."""
    session.execute(
        delete(FormerAddress).where(
            FormerAddress.space_id == page.space_id,
            FormerAddress.slug == page.slug,
            FormerAddress.page_id == page.id,
        )
    )
    if slug != page.slug:
        upsert(
            session,
            FormerAddress,
            {"space_id": page.space_id, "slug": slug},
            {"title": title, "page_id": page.id},
        )
