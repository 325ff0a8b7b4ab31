"""Pages as the search knows them, and as cards show them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, aliased

from search.documents import Document
from wiki.access.filters import readable, readers_of
from wiki.access.item import Item
from wiki.access.viewer import Viewer
from wiki.db import rows
from wiki.kinds.pages.addresses import page_path
from wiki.kinds.pages.models import FormerAddress, Page
from wiki.kinds.pages.queries import PAGES, PageRow
from wiki.parts.links.models import Link
from wiki.parts.revisions.models import Rendering, Revision
from wiki.parts.spaces.models import Space
from wiki.parts.tags.queries import tags_of
from wiki.parts.words import folded
from wiki.registry import Card

MOST_ANCHORS = 50  # different words by which one page is linked to; more say nothing new


def load(session: Session, ids: Iterable[int]) -> Sequence[Item]:
    """Those of these pages that exist and are not in the bin."""
    return [PageRow(*row) for row in session.execute(PAGES.where(Page.id.in_(list(ids))))]


def readable_pages(viewer: Viewer) -> Select[int, datetime]:
    """Id and last change of every page that the viewer may read and that is not in the bin."""
    return select(Page.id, Page.updated_at).where(
        Page.deleted_at.is_(None), readable(viewer, Page.access_class_id)
    )


def documents(session: Session, pages: Sequence[Item]) -> list[Document]:
    """What the search should know of these pages."""
    items = {page.id: page for page in pages}
    ids = list(items)
    anchors, aliases, authors = _anchors(session, ids), _aliases(session, ids), _authors(session, ids)
    tags = tags_of(session, "page", ids)
    rows = session.execute(
        select(
            Page.id,
            Page.title,
            Page.language,
            Page.created_at,
            Page.updated_at,
            Space.slug.label("space"),
            Rendering.text,
            Rendering.headings,
        )
        .join(Space, Space.id == Page.space_id)
        .join(Rendering, Rendering.revision_id == Page.revision_id)
        .where(Page.id.in_(ids))
    )
    return [
        Document(
            kind="page",
            id=row.id,
            title=row.title,
            body=row.text,
            language=row.language[:2],
            readers=readers_of(items[row.id]),
            space=row.space,
            headings=tuple(json.loads(row.headings)),
            anchors=tuple(anchors.get(row.id, ())),
            aliases=tuple(aliases.get(row.id, ())),
            tags=tags.get(row.id, ()),
            authors=tuple(authors.get(row.id, ())),
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]


def cards(session: Session, viewer: Viewer, ids: Iterable[int]) -> Mapping[int, Card]:
    """Page id → its card, for those that the viewer may read."""
    found = ((PageRow(*page), slug) for *page, slug in rows(session, _WITH_SLUGS, {"ids": list(ids)}))
    return {page.id: card(page, slug) for page, slug in found if viewer.opens(page.access_class_id)}


_WITH_SLUGS = PAGES.add_columns(Page.source_slug).where(Page.id.in_(bindparam("ids", expanding=True)))


def card(page: PageRow, source_slug: str | None = None) -> Card:
    """The card of a page that was read."""
    return Card(
        kind="page",
        id=page.id,
        title=page.title,
        url=page.url,
        space_title=page.space_title,
        space_url=page_path(page.space_slug, "", first=True),
        updated_at=page.updated_at,
        author=page.updated_by,
        language=page.language,
        space_language=page.space_language,
        tags=tuple(sorted(page.tag_list, key=folded)),
        source_slug=source_slug,
        official=page.official,
    )


def _anchors(session: Session, ids: Sequence[int]) -> Mapping[int | None, list[str]]:
    """Page → the words by which living pages link to it, other than its title."""
    source, target = aliased(Page), aliased(Page)
    rows = session.execute(
        select(Link.target_id, Link.label, target.title_key)
        .join(source, (source.id == Link.source_id) & (Link.source_kind == "page"))
        .join(target, target.id == Link.target_id)
        .where(Link.target_id.in_(ids), source.deleted_at.is_(None), source.held.is_(None))
        .distinct()
    )
    found: dict[int | None, list[str]] = defaultdict(list)
    for target_id, label, title_key in rows:
        if folded(label) != title_key and len(found[target_id]) < MOST_ANCHORS:
            found[target_id].append(label)
    return found


def _aliases(session: Session, ids: Sequence[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    former = select(FormerAddress.page_id, FormerAddress.title).where(FormerAddress.page_id.in_(ids))
    for page_id, title in session.execute(former):
        found[page_id].append(title)
    return found


def _authors(session: Session, ids: Sequence[int]) -> Mapping[int, list[str]]:
    rows = session.execute(
        select(Revision.item_id, Revision.author_name)
        .where(Revision.item_kind == "page", Revision.item_id.in_(ids))
        .distinct()
    )
    found: dict[int, list[str]] = defaultdict(list)
    for page_id, name in rows:
        found[page_id].append(name)
    return found
