"""Write, save, rename, move, delete and restore pages: each requires the right and records what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select, update
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
from wiki.kinds.pages.linking import adopt_links, tree_changed, write_links
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
from wiki.parts.revisions.queries import revision as revision_of
from wiki.parts.spaces.models import Space
from wiki.parts.tags.commands import set_tags
from wiki.parts.words import folded

BODY_LIMIT = 512 * 1024  # bytes of UTF-8
SUMMARY_LENGTH = 200  # characters


@lru_cache(maxsize=8)
def rendered_text(body: str, language: str) -> Rendered:
    """The text as HTML, remembered for a moment: the view has it made before the database is locked for writing."""
    return render(body, language=language)


def clean_body(body: str) -> str:
    """The text as it is kept.

    :raises BodyTooLarge: when it is heavier than a page may be.
    """
    weight = len(body.encode("utf-8", "replace"))
    if weight > BODY_LIMIT:
        raise BodyTooLarge(size=-(-weight // 1024), limit=BODY_LIMIT // 1024)
    return normalise(body)


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
    space = _locked_space(session, space.id)
    parent_id = _parent_in(session, space, parent_id)
    twin = sibling_titled(session, space.id, parent_id, title)
    if twin is not None and _is_the_same(session, twin, actor, body):
        return twin
    require_free_title(session, space.id, parent_id, title)
    page = Page(
        space_id=space.id,
        access_class_id=space.access_class_id,
        parent_id=parent_id,
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
    drop_draft(session, actor, f"space:{space.id}")
    record(session, PageSaved(page.kind, (page.id, *touched), actor.name))
    return page


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an edit: `merged_with` names whose words it was joined with; `changed` is False when the
    text was already so."""

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
    what: str = "edited",
) -> Saved:
    """The page with these words, written from revision `base`. What others saved since is kept: distant edits are
    merged, overlapping ones are refused with both texts.

    :raises EditsOverlap: with the merge to be finished by hand.
    """
    page = _locked(session, page_id)
    require(actor, "page.edit", page)
    body, merged_with = _merged(session, page, base, clean_body(body))
    current = revision_of(session, page, page.revision_number)
    changed = body != current.body or language not in (None, page.language)
    page.language = language or page.language
    touched: set[int] = set()
    if changed:
        touched = _append(session, actor, page, what=what, body=body, summary=summary, minor=minor)
    if tags is not None:
        set_tags(session, page, tags)
    drop_draft(session, actor, f"page:{page.id}")
    leave(session, actor, f"page:{page.id}")
    record(session, PageSaved(page.kind, (page.id, *touched), actor.name))
    return Saved(page, changed, merged_with)


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
    page = _locked(session, page_id)
    require(actor, "page.move", page)
    title = clean_title(title)
    if title == page.title:
        return page
    _locked_space(session, page.space_id)
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
    """The page under another parent, after one of its new siblings or else first among them.

    :raises MoveIntoItself, NoSuchParent, TitleTaken, FirstPageStays: when it cannot stand there.
    """
    page = _locked(session, page_id)
    require(actor, "page.move", page)
    if page.parent_id is None:
        raise FirstPageStays
    space = _locked_space(session, page.space_id)
    parent_id = _parent_in(session, space, parent_id)
    if parent_id in subtree_ids(session, page.id):
        raise MoveIntoItself
    require_free_title(session, page.space_id, parent_id, page.title, besides=page.id)
    old_parent = session.get_one(Page, page.parent_id)
    page.parent_id = parent_id
    _place(session, page, after_id)
    if parent_id != old_parent.id:
        new_parent = session.get_one(Page, parent_id)
        _append_unchanged(session, actor, page, "moved", f"{old_parent.title} → {new_parent.title}")
    tree_changed(session, page.space_id)
    record(session, PageMoved(page.kind, (page.id,), actor.name))
    return page


def _place(session: Session, page: Page, after_id: int | None) -> None:
    """Number the siblings anew, with the page after the one named."""
    session.flush()
    siblings = list(
        session.scalars(
            select(Page)
            .where(Page.parent_id == page.parent_id, Page.id != page.id, ALIVE)
            .order_by(Page.position, Page.title_key)
        )
    )
    ids = [sibling.id for sibling in siblings]
    siblings.insert(ids.index(after_id) + 1 if after_id in ids else 0, page)
    for position, sibling in enumerate(siblings, start=1):
        sibling.position = position


def _leave_address(session: Session, page: Page, slug: str, title: str) -> None:
    """Have the old address lead here, unless it still is the page's own."""
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
    page = _locked(session, page_id)
    require(actor, "page.delete", page)
    if page.parent_id is None:
        raise FirstPageStays
    if not reason.strip():
        raise ReasonMissing
    ids = subtree_ids(session, page.id)
    session.execute(
        update(Page)
        .where(Page.id.in_(ids))
        .values(deleted_at=clock.now(), deleted_by=actor.name, deletion_reason=reason.strip()[:400])
    )
    tree_changed(session, page.space_id)
    record(session, PageDeleted(page.kind, tuple(ids), actor.name))
    return page


def restore_page(session: Session, actor: Viewer, page_id: int, title: str | None = None) -> Page:
    """The page, with what was deleted with it, at its place again, or under the first page when that is gone.

    :raises TitleTaken: when another page took its title: give another one.
    """
    page = session.get(Page, page_id, with_for_update=True)
    if page is None or page.deleted_at is None:
        raise NoSuchPage
    require(actor, "page.restore", page)
    space = _locked_space(session, page.space_id)
    parent = session.get(Page, page.parent_id)
    if parent is None or parent.deleted_at is not None:
        page.parent_id = _parent_in(session, space, None)
    if title is not None:
        page.title = clean_title(title)
        page.title_key = folded(page.title)
    require_free_title(session, page.space_id, page.parent_id, page.title, besides=page.id)
    came_along = subtree_ids(session, page.id, Page.deleted_at == page.deleted_at)
    for below in session.scalars(select(Page).where(Page.id.in_(came_along))):
        below.slug = free_slug(session, space.id, below.title, besides=below.id)
        below.deleted_at = below.deleted_by = below.deletion_reason = None
        session.flush()
        adopt_links(session, below)
    tree_changed(session, page.space_id)
    record(session, PageRestored(page.kind, tuple(came_along), actor.name))
    return page


# ── What they share ────────────────────────────────────────────────────────────────────────────────


def _locked(session: Session, page_id: int) -> Page:
    """The page's row, held until the transaction ends: two saves of one page pass one after the other."""
    page = session.get(Page, page_id, with_for_update=True, populate_existing=True)
    if page is None:
        raise NoSuchPage
    if page.deleted_at is not None:
        raise PageInBin
    return page


def _locked_space(session: Session, space_id: int) -> Space:
    """The space's row, held: titles and places of one space change one after the other."""
    return session.get_one(Space, space_id, with_for_update=True)


def _parent_in(session: Session, space: Space, parent_id: int | None) -> int | None:
    """The id of the parent; None means the first page, and stays None when there is none yet."""
    wanted = Page.parent_id.is_(None) if parent_id is None else Page.id == parent_id
    found = session.scalar(select(Page.id).where(Page.space_id == space.id, ALIVE, wanted))
    if found is None and parent_id is not None:
        raise NoSuchParent
    return found


def _is_the_same(session: Session, twin: Page, actor: Viewer, body: str) -> bool:
    first = revision_of(session, twin, 1)
    return first.body == body and first.author_id == actor.account_id and twin.revision_number == 1


def _merged(session: Session, page: Page, base: int, mine: str) -> tuple[str, str | None]:
    """The text to save, and with whose words mine were joined."""
    if base == page.revision_number:
        return mine, None
    theirs = revision_of(session, page, page.revision_number)
    merged = merge(_base_text(session, page, base), mine, theirs.body)
    if merged.text is None:
        raise EditsOverlap(merged, page.revision_number, theirs.author_name)
    return merged.text, None if mine == theirs.body else theirs.author_name


def _append_unchanged(session: Session, actor: Viewer, page: Page, what: str, summary: str) -> None:
    """A revision that tells what happened to the page, with the words it had."""
    body = revision_of(session, page, page.revision_number).body
    _append(session, actor, page, what=what, body=body, summary=summary)


def _base_text(session: Session, page: Page, base: int) -> str:
    """What the writing began from; a base that never was makes every difference a choice for the person."""
    return revision_of(session, page, base).body if 1 <= base <= page.revision_number else ""


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
        summary=summary.strip()[:SUMMARY_LENGTH],
        minor=minor,
        author_name=author_name,
        at=at,
    )
    page.revision_id, page.revision_number = revision.id, revision.number
    page.updated_at, page.updated_by = revision.created_at, revision.author_name
    return write_links(session, page, rendered.links)
