"""From the titles that a text names to the pages that bear them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from wiki.kinds.pages.models import TITLE_LENGTH, Page
from wiki.markup import WikiLink
from wiki.parts.links.models import Link
from wiki.parts.spaces.models import Space
from wiki.parts.words import folded, slug


class Wanted(NamedTuple):
    """A link's target taken apart: where its title is looked for, and the title."""

    space_id: int
    title: str
    section: str


def write_links(session: Session, page: Page, links: Sequence[WikiLink]) -> set[int]:
    """Have the page's links be these, and return the ids of the pages whose link words changed by it."""
    before = session.execute(
        select(Link.number, Link.title, Link.label, Link.section, Link.target_id)
        .where(Link.source_kind == page.kind, Link.source_id == page.id)
        .order_by(Link.number)
    ).all()
    wanted = [_take_apart(session, page, link) for link in links]
    now = [
        (link.number, want.title, link.label[:TITLE_LENGTH]) for link, want in zip(links, wanted, strict=True)
    ]
    if [(row.number, row.title, row.label) for row in before] == now and all(row.target_id for row in before):
        return set()
    targets = _resolve(session, page, wanted)
    session.execute(delete(Link).where(Link.source_kind == page.kind, Link.source_id == page.id))
    session.add_all(
        Link(
            source_kind=page.kind,
            source_id=page.id,
            number=link.number,
            space_id=want.space_id,
            title=want.title,
            title_key=folded(want.title),
            section=want.section,
            label=link.label[:TITLE_LENGTH],
            target_id=targets.get((want.space_id, folded(want.title))),
        )
        for link, want in zip(links, wanted, strict=True)
    )
    return {row.target_id for row in before if row.target_id} | set(targets.values())


def adopt_links(session: Session, page: Page) -> None:
    """Have the links that wanted a page of this title lead to it."""
    session.execute(
        update(Link)
        .where(Link.space_id == page.space_id, Link.title_key == page.title_key, Link.target_id.is_(None))
        .values(target_id=page.id)
    )


def _take_apart(session: Session, page: Page, link: WikiLink) -> Wanted:
    """`space:Title#section`; a word before a colon that names no space is part of the title."""
    title, _, section = link.target.partition("#")
    space_id = page.space_id
    prefix, colon, rest = title.partition(":")
    if colon and rest.strip() and prefix.strip() == slug(prefix, ""):
        named = session.scalar(select(Space.id).where(Space.slug == prefix.strip()))
        if named is not None:
            space_id, title = named, rest
    return Wanted(space_id, " ".join(title.split())[:TITLE_LENGTH], section.strip()[:TITLE_LENGTH])


def _resolve(session: Session, page: Page, wanted: Iterable[Wanted]) -> Mapping[tuple[int, str], int]:
    """(space, title key) → page. Where several bear a title, a neighbour is meant first, then the oldest."""
    keys = {(want.space_id, folded(want.title)) for want in wanted}
    if not keys:
        return {}
    rows = session.execute(
        select(Page.id, Page.space_id, Page.title_key, Page.parent_id).where(
            Page.space_id.in_({space_id for space_id, _ in keys}),
            Page.title_key.in_({key for _, key in keys}),
            Page.deleted_at.is_(None),
        )
    ).all()
    near = {page.id, page.parent_id}
    best = sorted(rows, key=lambda row: (row.parent_id not in near, row.id), reverse=True)
    return {(row.space_id, row.title_key): row.id for row in best if (row.space_id, row.title_key) in keys}


def tree_changed(session: Session, space_id: int) -> None:
    """Have what is drawn from the titles and places of this space be drawn anew."""
    session.execute(update(Space).where(Space.id == space_id).values(tree_mark=secrets.token_hex(8)))
