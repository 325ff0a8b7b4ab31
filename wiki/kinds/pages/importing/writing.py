"""Write new pages of an import as `create_page` would, many at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.decision import require
from wiki.access.viewer import Viewer
from wiki.kinds.pages.commands.standing import class_under
from wiki.kinds.pages.errors import TitleTaken
from wiki.kinds.pages.events import PageSaved
from wiki.kinds.pages.importing.preparing import Prepared
from wiki.kinds.pages.importing.source import Refused
from wiki.kinds.pages.linking import adopt_links, tree_changed, write_links
from wiki.kinds.pages.models import Page
from wiki.kinds.pages.naming import free_slug
from wiki.kinds.pages.queries import ALIVE
from wiki.outbox import record
from wiki.parts.links.models import Link
from wiki.parts.revisions.commands import append_revision
from wiki.parts.spaces.models import Space
from wiki.parts.tags.commands import set_tags
from wiki.parts.words import folded

IMPORTED = "imported"


def write_new(
    session: Session, actor: Viewer, space_id: int, batch: Sequence[Prepared], ids: dict[str, int]
) -> list[Refused]:
    """Write these new pages, add theirs to `ids` (source slug → page), and return those whose place was taken
    since the plan was made."""
    space = session.get_one(Space, space_id, with_for_update={"key_share": True}, populate_existing=True)
    require(actor, "page.create", space)
    refused: list[Refused] = []
    pages = list(_placed(session, actor, space, batch, ids, refused))
    touched = {page.id for page, _ in pages}
    for page, prepared in pages:
        touched |= _write_words(session, actor, page, prepared)
    session.flush()
    for page in _wanted(session, space, [page for page, _ in pages]):
        adopt_links(session, page)
    if pages:
        tree_changed(session, space.id)
        record(session, PageSaved("page", tuple(sorted(touched)), *actor.by))
    return refused


def _placed(
    session: Session,
    actor: Viewer,
    space: Space,
    batch: Sequence[Prepared],
    ids: dict[str, int],
    refused: list[Refused],
) -> Iterator[tuple[Page, Prepared]]:
    """The rows of the pages, with their ids."""
    taken_addresses, taken_places = _taken(session, space, batch)
    first = session.scalar(select(Page.id).where(Page.space_id == space.id, Page.parent_id.is_(None), ALIVE))
    last = _last_positions(session, space)
    classes: dict[int | None, int] = {}  # parent → class of what stands under it
    waiting: list[tuple[Page, Prepared]] = []
    above: set[str] = set()  # slugs of those that wait for their ids
    for prepared in batch:
        new = prepared.page
        if new.parent in above:
            yield from _flushed(session, waiting, ids)
            above.clear()
        parent_id = ids.get(new.parent, first) if new.parent is not None else first
        if (parent_id, folded(new.title)) in taken_places:
            refused.append(Refused(new.source.where, TitleTaken(title=new.title)))
            continue
        if parent_id not in classes:
            classes[parent_id] = class_under(session, actor, space.id, parent_id)
        page = _row(space, actor, prepared, parent_id, classes[parent_id])
        if parent_id in last:
            page.position = last[parent_id] = last[parent_id] + 1
        if page.slug in taken_addresses:
            page.slug = free_slug(session, space.id, page.title)
        session.add(page)
        waiting.append((page, prepared))
        above.add(new.source.slug)
    yield from _flushed(session, waiting, ids)


def _flushed(
    session: Session, waiting: list[tuple[Page, Prepared]], ids: dict[str, int]
) -> Iterator[tuple[Page, Prepared]]:
    session.flush()
    ids.update((prepared.page.source.slug, page.id) for page, prepared in waiting)
    yield from waiting
    waiting.clear()


def _taken(
    session: Session, space: Space, batch: Sequence[Prepared]
) -> tuple[set[str], set[tuple[int | None, str]]]:
    """Of what the batch wants, the addresses and the places (parent, title) that pages have already."""
    living = select(Page.slug, Page.parent_id, Page.title_key).where(Page.space_id == space.id, ALIVE)
    addresses = [prepared.page.address for prepared in batch]
    keys = [folded(prepared.page.title) for prepared in batch]
    rows = session.execute(living.where(Page.slug.in_(addresses) | Page.title_key.in_(keys))).all()
    return {row.slug for row in rows}, {(row.parent_id, row.title_key) for row in rows}


def _last_positions(session: Session, space: Space) -> dict[int | None, int]:
    """The last place under each page whose children somebody has put in an order: what comes goes after it."""
    rows = session.execute(
        select(Page.parent_id, func.max(Page.position))
        .where(Page.space_id == space.id, ALIVE, Page.position > 0)
        .group_by(Page.parent_id)
    )
    return {row[0]: row[1] for row in rows}


def _row(
    space: Space, actor: Viewer, prepared: Prepared, parent_id: int | None, access_class_id: int
) -> Page:
    new, source = prepared.page, prepared.page.source
    at = source.at or clock.now()
    return Page(
        space_id=space.id,
        access_class_id=access_class_id,
        parent_id=parent_id,
        title=new.title,
        title_key=folded(new.title),
        slug=new.address,
        language=new.language,
        created_at=at,
        updated_at=at,
        updated_by=source.author or actor.name,
        source_slug=source.slug,
    )


def _write_words(session: Session, actor: Viewer, page: Page, prepared: Prepared) -> set[int]:
    """The first revision of the page, its links and tags; returns the pages that it links to."""
    source, rendered = prepared.page.source, prepared.rendered
    revision = append_revision(
        session,
        actor,
        page,
        last=None,
        what=IMPORTED,
        title=page.title,
        body=prepared.body,
        rendered=rendered,
        author_name=source.author,
        at=page.created_at,
    )
    page.revision_id, page.revision_number = revision.id, revision.number
    if source.tags:
        set_tags(session, page, source.tags)
    return write_links(session, page, rendered.links) if rendered.links else set()


def _wanted(session: Session, space: Space, pages: Sequence[Page]) -> list[Page]:
    """Those whose title is linked to by texts that were there before them."""
    keys = {page.title_key for page in pages}
    wanted = set(
        session.scalars(
            select(Link.title_key).where(
                Link.space_id == space.id, Link.target_id.is_(None), Link.title_key.in_(keys)
            )
        )
    )
    return [page for page in pages if page.title_key in wanted]
