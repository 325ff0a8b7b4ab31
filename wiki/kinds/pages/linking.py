"""From the titles that a text names to the pages that bear them."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from wiki.db import rows, run
from wiki.kinds.pages.models import TITLE_LENGTH, Page
from wiki.markup import WikiLink
from wiki.parts.links.models import Link
from wiki.parts.spaces.models import Space
from wiki.parts.words import folded, slug
from wiki.registry import Card


class Wanted(NamedTuple):
    """A link's target taken apart: where its title is looked for, what was typed to say so, and the title."""

    space_id: int
    prefix: str
    title: str
    section: str

    @property
    def key(self) -> str:
        return folded(self.title)


_BEFORE = (
    select(Link.number, Link.space_id, Link.prefix, Link.title, Link.section, Link.label, Link.target_id)
    .where(Link.source_kind == bindparam("kind"), Link.source_id == bindparam("source"))
    .order_by(Link.number)
)


def write_links(session: Session, page: Page, links: Sequence[WikiLink]) -> set[int]:
    """Have the page's links be these, and return the ids of the pages whose link words changed by it."""
    before = rows(session, _BEFORE, {"kind": page.kind, "source": page.id})
    wanted = [take_apart(session, page.space_id, link.target) for link in links]
    now = [(link.number, *want, link.label[:TITLE_LENGTH]) for link, want in zip(links, wanted, strict=True)]
    # Those that lead nowhere are adopted when their page is made.
    if [row[:-1] for row in before] == now:
        return set()
    kept = {(space_id, folded(title)): target for _, space_id, _, title, _, _, target in before if target}
    near = (page.id, page.parent_id)
    targets = pages_meant(session, wanted, kept, near=near, reader_class=page.access_class_id)
    replace_links(session, page.kind, page.id, links, wanted, targets)
    return set(targets.values())


_CLEAR = delete(Link).where(Link.source_kind == bindparam("kind"), Link.source_id == bindparam("source"))
_WRITE = insert(Link)


def replace_links(
    session: Session,
    kind: str,
    source_id: int,
    links: Sequence[WikiLink],
    wanted: Sequence[Wanted],
    targets: Mapping[tuple[int, str], int],
) -> None:
    """Have the links of this text be these, each leading to the page that its title means, if there is one."""
    run(session, _CLEAR, {"kind": kind, "source": source_id})
    each = [
        {
            "source_kind": kind,
            "source_id": source_id,
            "number": link.number,
            "space_id": want.space_id,
            "prefix": want.prefix,
            "title": want.title,
            "title_key": want.key,
            "section": want.section,
            "label": link.label[:TITLE_LENGTH],
            "target_id": targets.get((want.space_id, want.key)),
        }
        for link, want in zip(links, wanted, strict=True)
    ]
    if each:
        run(session, _WRITE, each)


def adopt_links(session: Session, page: Page) -> None:
    """Have the links that wanted a page of this title lead to it: those to none, or to one that is in the bin."""
    gone = select(Page.id).where(Page.deleted_at.is_not(None))
    session.execute(
        update(Link)
        .where(
            Link.space_id == page.space_id,
            Link.title_key == page.title_key,
            Link.target_id.is_(None) | Link.target_id.in_(gone),
        )
        .values(target_id=page.id)
    )


def linked_from(session: Session, page_ids: Sequence[int]) -> set[int]:
    """The living pages that these pages link to: their link words change when these come and go."""
    return set(
        session.scalars(
            select(Link.target_id)
            .join(Page, Page.id == Link.target_id)
            .where(Link.source_kind == "page", Link.source_id.in_(page_ids), Page.deleted_at.is_(None))
            .where(Page.id.not_in(page_ids))
        )
    )


def take_apart(session: Session, space_id: int, target: str) -> Wanted:
    """`space:Title#section`, written in a page of this space; a word before a colon that names no space is part of
    the title."""
    typed, _, section = target.partition("#")
    whole = " ".join(typed.split())[:TITLE_LENGTH]
    section = " ".join(section.split())[:TITLE_LENGTH]
    name, colon, rest = whole.partition(":")
    if colon and rest.strip() and name.strip() == slug(name, ""):
        named = session.scalar(select(Space.id).where(Space.slug == name.strip()))
        if named is not None:
            title = rest.strip()
            return Wanted(named, whole.removesuffix(title), title, section)
    return Wanted(space_id, "", whole, section)


def link_to(card: Card, space_slug: str) -> str:
    """How a text in this space links to the page of this card: `[[Title]]`, or `[[space:Title]]` for one that stands
    elsewhere, or whose own title begins as if it named a space."""
    stands_in = card.space_url.strip("/")
    name, colon, _ = card.title.partition(":")
    named = stands_in != space_slug or (colon and name.strip() == slug(name, ""))
    return f"[[{stands_in}:{card.title}]]" if named else f"[[{card.title}]]"


def pages_meant(
    session: Session,
    wanted: Iterable[Wanted],
    kept: Mapping[tuple[int, str], int],
    *,
    near: Collection[int | None],
    reader_class: int | None = None,
) -> Mapping[tuple[int, str], int]:
    """(space, title key) → page. Where several bear a title, one that the text led to before (`kept`) is meant first;
    then one that all who read the space may read, or all who read the text (`reader_class`); then one that stands under
    one of those `near`; then the oldest."""
    keys = {(want.space_id, want.key) for want in wanted}
    if not keys:
        return kept
    shared = Page.access_class_id.in_([Space.access_class_id, reader_class or 0])
    found = session.execute(
        select(Page.id, Page.space_id, Page.title_key, Page.parent_id, shared.label("shared"))
        .join(Space, Space.id == Page.space_id)
        .where(
            Page.space_id.in_({space_id for space_id, _ in keys}),
            Page.title_key.in_({key for _, key in keys}),
            Page.deleted_at.is_(None),
        )
    ).all()
    led = set(kept.values())
    best = sorted(
        found,
        key=lambda row: (row.id not in led, not row.shared, row.parent_id not in near, row.id),
        reverse=True,
    )
    meant = {(row.space_id, row.title_key): row.id for row in best if (row.space_id, row.title_key) in keys}
    return {**kept, **meant}


def tree_changed(session: Session, space_id: int) -> None:
    """Have what is drawn from the titles and places of this space be drawn anew."""
    session.execute(update(Space).where(Space.id == space_id).values(tree_mark=secrets.token_hex(8)))
