"""A page goes to the bin and comes back."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.decision import require
from wiki.access.viewer import Viewer, operator
from wiki.kinds.pages.commands.holding import first_page, held, locked, note_in_history
from wiki.kinds.pages.commands.standing import class_under, reclass
from wiki.kinds.pages.commands.texts import REASON_LENGTH
from wiki.kinds.pages.errors import FirstPageStays, NoSuchPage, ReasonMissing
from wiki.kinds.pages.events import PageDeleted, PageRestored
from wiki.kinds.pages.linking import adopt_links, linked_from, tree_changed
from wiki.kinds.pages.models import Page
from wiki.kinds.pages.naming import clean_title, free_slug, require_free_title
from wiki.kinds.pages.queries import ALIVE, subtree_ids
from wiki.outbox import record
from wiki.parts.words import clean_line, folded


def delete_page(session: Session, actor: Viewer, page_id: int, reason: str) -> Page:
    """The page, with all that stands under it, in the bin.

    :raises ReasonMissing: without a reason.
    :raises FirstPageStays: for the first page of a space.
    """
    page = locked(session, page_id, with_tree=True)
    require(actor, "page.delete", page)
    if page.parent_id is None:
        raise FirstPageStays
    reason = clean_line(reason, REASON_LENGTH)
    if not reason:
        raise ReasonMissing
    note_in_history(session, actor, page, "deleted", reason)
    ids = subtree_ids(session, page.id)
    session.execute(
        update(Page)
        .where(Page.id.in_(ids))
        .values(deleted_at=clock.now(), deleted_by=actor.name, deletion_reason=reason)
    )
    tree_changed(session, page.space_id)
    record(session, PageDeleted(page.kind, (*ids, *linked_from(session, ids)), *actor.by))
    return page


def restore_page(session: Session, actor: Viewer, page_id: int, title: str | None = None) -> Page:
    """The page, with what was deleted with it, at its place again, or under the first page when that is gone.

    :raises TitleTaken: when another page took its title: give another one.
    """
    page = held(session, page_id, with_tree=True)
    if page is None or page.deleted_at is None:
        raise NoSuchPage
    require(actor, "page.restore", page)
    parent_id = session.scalar(select(Page.id).where(Page.id == page.parent_id, ALIVE))
    if parent_id is None:
        parent_id = first_page(session, page.space_id)
    old_title, title = page.title, page.title if title is None else clean_title(title)
    around = class_under(session, operator(), page.space_id, parent_id)
    require_free_title(session, page.space_id, parent_id, title, around, besides=page.id)
    page.parent_id, page.title, page.title_key = parent_id, title, folded(title)
    came_along = subtree_ids(session, page.id, Page.deleted_at == page.deleted_at)
    for below in session.scalars(select(Page).where(Page.id.in_(came_along))).all():
        _revive(session, below)
    reclass(session, page)
    note_in_history(session, actor, page, "restored", f"{old_title} → {title}" if title != old_title else "")
    tree_changed(session, page.space_id)
    record(session, PageRestored(page.kind, (*came_along, *linked_from(session, came_along)), *actor.by))
    return page


def _revive(session: Session, page: Page) -> None:
    """Take one page out of the bin, at its old address or, when that was taken meanwhile, at another."""
    page.slug = free_slug(session, page.space_id, page.title, besides=page.id)
    page.deleted_at = page.deleted_by = page.deletion_reason = None
    session.flush()
    adopt_links(session, page)
