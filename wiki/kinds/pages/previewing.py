"""Where the links of a text lead that is not saved yet: there where they will once it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.db import AnyRow
from wiki.kinds.pages.linking import pages_meant, take_apart
from wiki.kinds.pages.models import Page
from wiki.kinds.pages.queries import ALIVE, LinkTarget, PageRow
from wiki.markup import WikiLink
from wiki.parts.links.models import Link
from wiki.parts.spaces.models import Space


def links_of_text(
    session: Session, space_id: int, links: Sequence[WikiLink], page: PageRow | None, parent_id: int | None
) -> Sequence[LinkTarget]:
    """The links of a text written in this space, for `presentation` to resolve for one reader.

    :param page: the page that the text is to replace the words of; None for a new one, under `parent_id`.
    """
    if not links:
        return ()
    wanted = [take_apart(session, space_id, link.target) for link in links]
    near = (page.id if page else None, parent_id)
    reader_class = page.access_class_id if page else None
    meant = pages_meant(session, wanted, _led_before(session, page), near=near, reader_class=reader_class)
    spaces = _spaces(session, {want.space_id for want in wanted})
    pages = _pages(session, meant.values())
    return [
        LinkTarget(
            link.number,
            spaces[want.space_id].slug,
            want.space_id,
            spaces[want.space_id].access_class_id,
            want.prefix,
            want.title,
            want.section,
            *pages.get(meant.get((want.space_id, want.key)), _NONE),
        )
        for link, want in zip(links, wanted, strict=True)
    ]


_Page = tuple[int | None, int | None, str | None, str | None, int | None]
_NONE: _Page = (None, None, None, None, None)


def _led_before(session: Session, page: PageRow | None) -> Mapping[tuple[int, str], int]:
    """(space, title key) → page, of the links that the page has now."""
    if page is None:
        return {}
    lines = select(Link.space_id, Link.title_key, Link.target_id).where(
        Link.source_kind == "page", Link.source_id == page.id
    )
    return {(space_id, key): target_id for space_id, key, target_id in session.execute(lines) if target_id}


def _spaces(session: Session, ids: Iterable[int]) -> Mapping[int, AnyRow]:
    found = session.execute(select(Space.id, Space.slug, Space.access_class_id).where(Space.id.in_(ids)))
    return {space.id: space for space in found}


def _pages(session: Session, ids: Iterable[int]) -> Mapping[int | None, _Page]:
    """What a link says of each of these pages that is not in the bin."""
    found = session.execute(
        select(Page.id, Page.access_class_id, Page.slug, Space.slug, Page.parent_id)
        .join_from(Page, Space, Space.id == Page.space_id)
        .where(Page.id.in_(ids), ALIVE)
    )
    return {row[0]: (row[0], row[1], row[2], row[3], row[4]) for row in found}
