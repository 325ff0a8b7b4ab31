"""Write, save, rename, move, delete and restore pages: each requires the right and records what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.decision import require
from wiki.access.viewer import Viewer
from wiki.db import upsert
from wiki.kinds.pages.errors import (
    BodyTooLarge,
    EditsOverlap,
    FirstPageStays,
    MoveIntoItself,
    NoSuchPage,
    NoSuchParent,
    PageInBin,
    ReasonMissing,
)
from wiki.kinds.pages.events import PageDeleted, PageMoved, PageRenamed, PageRestored, PageSaved
from wiki.kinds.pages.linking import adopt_links, linked_from, tree_changed, write_links
from wiki.kinds.pages.models import FormerAddress, Page
from wiki.kinds.pages.naming import clean_title, free_slug, require_free_title, sibling_titled
from wiki.kinds.pages.queries import ALIVE, subtree_ids
from wiki.markup import Rendered, render
from wiki.outbox import record
from wiki.parts.drafts.commands import drop_draft
from wiki.parts.presence.commands import leave
from wiki.parts.revisions.commands import append_revision
from wiki.parts.revisions.merge import merge, normalise
from wiki.parts.revisions.models import Revision
from wiki.parts.revisions.queries import base_text
from wiki.parts.revisions.queries import revision as revision_of
from wiki.parts.spaces.models import Space
from wiki.parts.tags.commands import set_tags
from wiki.parts.tags.queries import tags_of
from wiki.parts.words import clean_line, clean_text, folded

BODY_LIMIT = 512 * 1024  # bytes of UTF-8
SUMMARY_LENGTH = 200  # characters
REASON_LENGTH = 400


@lru_cache(maxsize=8)
def rendered_text(body: str, language: str) -> Rendered:
    """The text as HTML, remembered for a moment: the view has it made before the database is locked for writing."""
    return render(body, language=language)


def clean_body(body: str) -> str:
    """The text as it is kept.

    :raises BodyTooLarge: when it is heavier than a page may be.
    """
    kept = normalise(clean_text(body))
    weight = len(kept.encode("utf-8"))
    if weight > BODY_LIMIT:
        raise BodyTooLarge(size=-(-weight // 1024), limit=BODY_LIMIT // 1024)
    return kept


# ── Writing ────────────────────────────────────────────────────────────────────────────────────────


def create_page(
    session: Session,
    actor: Viewer,
    space: Space,
    *,
    title: str,
    body: str,
    parent_id: int | None = None,
    summary: str = "",
    tags: Sequence[str] = (),
    language: str | None = None,
    source_slug: str | None = None,
    what: str = "created",
    author_name: str | None = None,
    at: datetime | None = None,
) -> Page:
    """A new page of the space, under `parent_id` or else under its first page.

    Sending the same form twice gives the page that the first one made.

    :raises TitleTaken, NoSuchParent, Invalid: when it cannot stand there.
    """
    require(actor, "page.create", space)
    title, body = clean_title(title), clean_body(body)
    space = session.get_one(Space, space.id, with_for_update={"key_share": True}, populate_existing=True)
    if parent_id is None:
        parent_id = _first_page(session, space.id)
    else:
        _require_parent(session, space.id, parent_id)
    twin = sibling_titled(session, space.id, parent_id, title)
    if twin is not None and _is_the_same(session, twin, actor, body):
        return twin
    require_free_title(session, space.id, parent_id, title)
    page = Page(
        space_id=space.id,
        access_class_id=space.access_class_id,
        parent_id=parent_id,
        position=_next_position(session, parent_id),
        title=title,
        title_key=folded(title),
        slug=free_slug(session, space.id, title),
        language=language or space.language,
        created_at=at or clock.now(),
        updated_at=at or clock.now(),
        updated_by=author_name or actor.name,
        source_slug=source_slug,
    )
    session.add(page)
    session.flush()
    touched = _append(
        session, actor, page, what=what, body=body, summary=summary, author_name=author_name, at=at
    )
    set_tags(session, page, tags)
    adopt_links(session, page)
    tree_changed(session, space.id)
    record(session, PageSaved(page.kind, (page.id, *touched), actor.name))
    return page


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an edit: `merged_with` names whose words it was joined with; `changed` is False when all was
    already so."""

    page: Page
    changed: bool = True
    merged_with: str | None = None


def save_page(
    session: Session,
    actor: Viewer,
    page_id: int,
    *,
    base: int,
    body: str,
    summary: str = "",
    minor: bool = False,
    tags: Sequence[str] | None = None,
    language: str | None = None,
    title: str | None = None,
    parent_id: int | None = None,
    what: str = "edited",
) -> Saved:
    """The page with these words, written from revision `base`. What others saved since is kept: distant edits are
    merged, overlapping ones are refused with both texts. What is None stays as it is.

    :raises EditsOverlap: with the merge to be finished by hand.
    :raises TitleTaken, NoSuchParent, …: when it cannot be titled so or stand there; then nothing is saved.
    """
    page = _locked(session, page_id, with_tree=any(each is not None for each in (title, parent_id, language)))
    require(actor, "page.edit", page)
    current = revision_of(session, page, page.revision_number)
    body, merged_with = _merged(session, page, base, clean_body(body), current)
    changed = body != current.body
    if language not in (None, page.language):
        page.language, changed = language, True
        tree_changed(session, page.space_id)
    touched: set[int] = set()
    if changed:
        touched = _append(
            session, actor, page, what=what, body=body, summary=summary, minor=minor, last=current
        )
    if tags is not None and tuple(tags) != tags_of(session, page.kind, [page.id]).get(page.id, ()):
        set_tags(session, page, tags)
        changed = True
    drop_draft(session, actor, f"page:{page.id}")
    leave(session, actor, f"page:{page.id}")
    record(session, PageSaved(page.kind, (page.id, *touched), actor.name))
    number = page.revision_number
    if title is not None:
        rename_page(session, actor, page_id, title)
    if parent_id is not None:
        move_page(session, actor, page_id, parent_id)
    return Saved(page, changed or page.revision_number > number, merged_with)


def revert_page(session: Session, actor: Viewer, page_id: int, number: int) -> Saved:
    """The page as it was in revision `number`, as a new revision: nothing between is lost."""
    page = _locked(session, page_id)
    require(actor, "page.edit", page)
    old = revision_of(session, page, number)
    return save_page(
        session,
        actor,
        page_id,
        base=page.revision_number,
        body=old.body,
        summary=f"← {number}",
        what="reverted",
    )


# ── Title and place ────────────────────────────────────────────────────────────────────────────────


def rename_page(session: Session, actor: Viewer, page_id: int, title: str) -> Page:
    """The page under another title. Its old address leads to the new one; texts that name it follow.

    :raises TitleTaken, Invalid: when the title cannot be used here.
    """
    page = _locked(session, page_id, with_tree=True)
    require(actor, "page.move", page)
    title = clean_title(title)
    if title == page.title:
        return page
    require_free_title(session, page.space_id, page.parent_id, title, besides=page.id)
    old_title, old_slug = page.title, page.slug
    page.title, page.title_key = title, folded(title)
    page.slug = free_slug(session, page.space_id, title, besides=page.id)
    _leave_address(session, page, old_slug, old_title)
    _append_unchanged(session, actor, page, "renamed", f"{old_title} → {title}")
    adopt_links(session, page)
    tree_changed(session, page.space_id)
    record(
        session,
        PageRenamed(page.kind, (page.id,), actor.name, page_id=page.id, old_title=old_title, new_title=title),
    )
    return page


def move_page(
    session: Session, actor: Viewer, page_id: int, parent_id: int, after_id: int | None = None
) -> Page:
    """The page under another parent, after one of its new siblings: 0 is before all of them, None where nobody
    asks for a place (a place that it has, or else that of a new page).

    :raises MoveIntoItself, NoSuchParent, TitleTaken, FirstPageStays: when it cannot stand there.
    """
    page = _locked(session, page_id, with_tree=True)
    require(actor, "page.move", page)
    if page.parent_id is None:
        raise FirstPageStays
    _require_parent(session, page.space_id, parent_id)
    if parent_id in subtree_ids(session, page.id):
        raise MoveIntoItself
    require_free_title(session, page.space_id, parent_id, page.title, besides=page.id)
    old_parent = session.get_one(Page, page.parent_id)
    if parent_id != old_parent.id:
        page.position = _next_position(session, parent_id)
        page.parent_id = parent_id
        new_parent = session.get_one(Page, parent_id)
        _append_unchanged(session, actor, page, "moved", f"{old_parent.title} → {new_parent.title}")
    if after_id is not None:
        _place(session, page, after_id)
    tree_changed(session, page.space_id)
    record(session, PageMoved(page.kind, (page.id,), actor.name))
    return page


def _next_position(session: Session, parent_id: int | None) -> int:
    """The place of a page that comes: by its title where nobody has put the others in an order, else the last."""
    last = session.scalar(select(func.max(Page.position)).where(Page.parent_id == parent_id, ALIVE)) or 0
    return last + 1 if last else 0


def _place(session: Session, page: Page, after_id: int) -> None:
    """Number the siblings anew, with the page after the one named. One that stands elsewhere says nothing."""
    session.flush()
    siblings = list(
        session.scalars(
            select(Page)
            .where(Page.parent_id == page.parent_id, Page.id != page.id, ALIVE)
            .order_by(Page.position, Page.title_key)
        )
    )
    ids = [0, *(sibling.id for sibling in siblings)]
    if after_id not in ids:
        return
    siblings.insert(ids.index(after_id), page)
    for position, sibling in enumerate(siblings, start=1):
        sibling.position = position


def _leave_address(session: Session, page: Page, slug: str, title: str) -> None:
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


# ── The bin ────────────────────────────────────────────────────────────────────────────────────────


def delete_page(session: Session, actor: Viewer, page_id: int, reason: str) -> Page:
    """The page, with all that stands under it, in the bin.

    :raises ReasonMissing: without a reason.
    :raises FirstPageStays: for the first page of a space.
    """
    page = _locked(session, page_id, with_tree=True)
    require(actor, "page.delete", page)
    if page.parent_id is None:
        raise FirstPageStays
    reason = clean_line(reason, REASON_LENGTH)
    if not reason:
        raise ReasonMissing
    _append_unchanged(session, actor, page, "deleted", reason)
    ids = subtree_ids(session, page.id)
    session.execute(
        update(Page)
        .where(Page.id.in_(ids))
        .values(deleted_at=clock.now(), deleted_by=actor.name, deletion_reason=reason)
    )
    tree_changed(session, page.space_id)
    record(session, PageDeleted(page.kind, (*ids, *linked_from(session, ids)), actor.name))
    return page


def restore_page(session: Session, actor: Viewer, page_id: int, title: str | None = None) -> Page:
    """The page, with what was deleted with it, at its place again, or under the first page when that is gone.

    :raises TitleTaken: when another page took its title: give another one.
    """
    page = _held(session, page_id, with_tree=True)
    if page is None or page.deleted_at is None:
        raise NoSuchPage
    require(actor, "page.restore", page)
    parent_id = session.scalar(select(Page.id).where(Page.id == page.parent_id, ALIVE))
    if parent_id is None:
        parent_id = _first_page(session, page.space_id)
    old_title, title = page.title, page.title if title is None else clean_title(title)
    require_free_title(session, page.space_id, parent_id, title, besides=page.id)
    page.parent_id, page.title, page.title_key = parent_id, title, folded(title)
    came_along = subtree_ids(session, page.id, Page.deleted_at == page.deleted_at)
    for below in session.scalars(select(Page).where(Page.id.in_(came_along))).all():
        _revive(session, below)
    _append_unchanged(
        session, actor, page, "restored", f"{old_title} → {title}" if title != old_title else ""
    )
    tree_changed(session, page.space_id)
    record(session, PageRestored(page.kind, (*came_along, *linked_from(session, came_along)), actor.name))
    return page


def _revive(session: Session, page: Page) -> None:
    """Take one page out of the bin, at its old address or, when that was taken meanwhile, at another."""
    page.slug = free_slug(session, page.space_id, page.title, besides=page.id)
    page.deleted_at = page.deleted_by = page.deletion_reason = None
    session.flush()
    adopt_links(session, page)


# ── What they share ────────────────────────────────────────────────────────────────────────────────


def _locked(session: Session, page_id: int, *, with_tree: bool = False) -> Page:
    """A page that is not in the bin, held until the transaction ends: two saves of one page pass one after the other.

    :raises NoSuchPage, PageInBin: when it is not there to be changed.
    """
    page = _held(session, page_id, with_tree=with_tree)
    if page is None:
        raise NoSuchPage
    if page.deleted_at is not None:
        raise PageInBin
    return page


def _held(session: Session, page_id: int, *, with_tree: bool) -> Page | None:
    """The page's row, held. Always after its space's: whoever changes the tree (titles and places) holds the space
    alone, those who save share it, so that no link is written to a title while a page of that title is being made.

    Neither lock is one that a foreign key waits for: two pages that come to link to each other can be saved at once.
    """
    space = select(Space.id).join(Page, Page.space_id == Space.id).where(Page.id == page_id)
    session.execute(space.with_for_update(of=Space, read=not with_tree, key_share=with_tree))
    return session.get(Page, page_id, with_for_update={"key_share": True}, populate_existing=True)


def _require_parent(session: Session, space_id: int, parent_id: int) -> None:
    if session.scalar(select(Page.id).where(Page.space_id == space_id, ALIVE, Page.id == parent_id)) is None:
        raise NoSuchParent


def _first_page(session: Session, space_id: int) -> int | None:
    """The page that all others of the space stand under, None as long as the space is empty."""
    return session.scalar(select(Page.id).where(Page.space_id == space_id, ALIVE, Page.parent_id.is_(None)))


def _is_the_same(session: Session, twin: Page, actor: Viewer, body: str) -> bool:
    first = revision_of(session, twin, 1)
    return first.body == body and first.author_id == actor.account_id and twin.revision_number == 1


def _merged(session: Session, page: Page, base: int, mine: str, theirs: Revision) -> tuple[str, str | None]:
    """The text to save, and with whose words mine were joined."""
    if base == theirs.number:
        return mine, None
    began_from = base_text(session, page, base)
    merged = merge(began_from, mine, theirs.body)
    if merged.text is None:
        raise EditsOverlap(merged, mine=mine, base=base, current=theirs.number, author=theirs.author_name)
    return merged.text, None if theirs.body in (mine, began_from) else theirs.author_name


def _append_unchanged(session: Session, actor: Viewer, page: Page, what: str, summary: str) -> None:
    """A revision that tells what happened to the page, with the words it had."""
    last = revision_of(session, page, page.revision_number)
    _append(session, actor, page, what=what, body=last.body, summary=summary, last=last)


def _append(
    session: Session,
    actor: Viewer,
    page: Page,
    *,
    what: str,
    body: str,
    summary: str = "",
    minor: bool = False,
    author_name: str | None = None,
    at: datetime | None = None,
    last: Revision | None = None,
) -> set[int]:
    """The next revision becomes the one that is read. Returns the pages whose link words changed."""
    rendered = rendered_text(body, page.language)
    revision: Revision = append_revision(
        session,
        actor,
        page,
        what=what,
        title=page.title,
        body=body,
        rendered=rendered,
        summary=clean_line(summary, SUMMARY_LENGTH),
        minor=minor,
        author_name=author_name,
        at=at,
        last=last,
    )
    page.revision_id, page.revision_number = revision.id, revision.number
    page.updated_at, page.updated_by = revision.created_at, revision.author_name
    return write_links(session, page, rendered.links)
