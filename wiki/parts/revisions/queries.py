"""Revisions of an item, newest first, and the verification of their chain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from wiki.access.item import Item
from wiki.access.viewer import Viewer
from wiki.db import AnyRow, AnySelect, first_row
from wiki.errors import NotFound
from wiki.parts.authors import author_mark
from wiki.parts.revisions.chain import verify
from wiki.parts.revisions.hiding import HIDDEN_BECAUSE, RevisionHidden, reads_hidden
from wiki.parts.revisions.models import Revision
from wiki.parts.subscriptions.queries import muted_by

PAGE = 50  # revisions on one screen of a history
MOST = 2**31 - 1  # what the column of numbers holds

LINE = (
    Revision.id,
    Revision.number,
    Revision.what,
    Revision.title,
    Revision.size,
    Revision.growth,
    Revision.summary,
    Revision.minor,
    Revision.author_name,
    Revision.author_id,
    author_mark(Revision.author_id).label("author_mark"),
    Revision.created_at,
    HIDDEN_BECAUSE.label("hidden_because"),
)


class NoSuchRevision(NotFound):
    """This page has no revision %(number)s."""


def _numbered(item: Item, number: int) -> Select[Revision]:
    return select(Revision).where(
        Revision.item_kind == item.kind, Revision.item_id == item.id, Revision.number == number
    )


def _of(item: Item) -> AnySelect:
    return select(*LINE).where(Revision.item_kind == item.kind, Revision.item_id == item.id)


def history(
    session: Session, item: Item, *, before: int | None = None, limit: int = PAGE
) -> Sequence[AnyRow]:
    """Lines of the history, newest first, without bodies; `before` a number goes on from there."""
    lines = _of(item).order_by(Revision.number.desc()).limit(limit)
    if before is not None:
        lines = lines.where(Revision.number < min(before, MOST))
    return session.execute(lines).all()


def last_lines(
    lines: AnySelect,
    space_of: InstrumentedAttribute[int],
    *,
    space_id: int | None,
    before: datetime | None,
    limit: int,
    minor: bool,
    author_id: int | None,
    muted_for: int | None = None,
) -> AnySelect:
    """Of these lines of revisions the last ones, last first: of one space (by the column that names it) or of all,
    before an instant, with or without the minor ones, of one author or of all; without the spaces that are muted for
    this account."""
    lines = lines.order_by(Revision.created_at.desc(), Revision.id.desc()).limit(limit)
    if space_id is not None:
        lines = lines.where(space_of == space_id)
    if author_id is not None:
        lines = lines.where(Revision.author_id == author_id)
    if before is not None:
        lines = lines.where(Revision.created_at < before)
    if muted_for is not None:
        lines = lines.where(~muted_by(muted_for, space_of))
    return lines if minor else lines.where(Revision.minor.is_(False))


def revision(session: Session, item: Item, number: int) -> Revision:
    """One revision, whole.

    :raises NoSuchRevision: when the item has none of this number.
    """
    found = session.scalar(_numbered(item, number)) if 0 < number <= MOST else None
    if found is None:
        raise NoSuchRevision(number=number)
    return found


class Shown(NamedTuple):
    """A revision, and the code of the reason for which others do not read it; None where they do."""

    revision: Revision
    hidden_because: str | None


def readable_revision(session: Session, viewer: Viewer, item: Item, number: int) -> Shown:
    """One revision of an item that the viewer reads, as far as it is not hidden from them.

    :raises NoSuchRevision: when the item has none of this number.
    :raises RevisionHidden: when it is for its author and those who moderate alone.
    """
    asked = _numbered(item, number).add_columns(HIDDEN_BECAUSE)
    row = session.execute(asked).one_or_none() if 0 < number <= MOST else None
    if row is None:
        raise NoSuchRevision(number=number)
    found = Shown._make(row)
    hidden = found.hidden_because is not None
    if hidden and not reads_hidden(viewer, item.space_id or 0, found.revision):
        raise RevisionHidden(number=number)
    return found


class Newest(NamedTuple):
    """What the next revision is made from."""

    number: int
    body: str
    size: int
    hash: str
    author_name: str


_NEWEST = select(Revision.number, Revision.body, Revision.size, Revision.hash, Revision.author_name).where(
    Revision.item_kind == bindparam("kind"),
    Revision.item_id == bindparam("item"),
    Revision.number == bindparam("number"),
)


def newest(session: Session, item: Item, number: int) -> Newest:
    """The item's revision of this number, its newest, held by whoever holds the item.

    :raises NoSuchRevision: when the item has none of this number.
    """
    found = first_row(session, _NEWEST, {"kind": item.kind, "item": item.id, "number": number})
    if found is None:
        raise NoSuchRevision(number=number)
    return Newest._make(found)


def base_text(session: Session, item: Item, number: int) -> str:
    """What somebody's writing began from. A revision that never was, or that is hidden, is an empty text: every
    difference from it is then a choice for the person."""
    shown = _numbered(item, number).where(HIDDEN_BECAUSE.is_(None))
    found = session.scalar(shown) if 0 < number <= MOST else None
    return found.body if found is not None else ""


def broken_chains(session: Session, kind: str) -> Iterator[tuple[int, int]]:
    """(item id, number) of the first revision of each item whose hash does not follow."""
    rows = session.scalars(
        select(Revision)
        .where(Revision.item_kind == kind)
        .order_by(Revision.item_id, Revision.number)
        .execution_options(yield_per=500)
    )
    chain: list[Revision] = []
    for row in rows:
        if chain and chain[0].item_id != row.item_id:
            yield from _broken(chain)
            chain = []
        chain.append(row)
    yield from _broken(chain)


def _broken(chain: Sequence[Revision]) -> Iterator[tuple[int, int]]:
    number = verify(chain)
    if number is not None:
        yield chain[0].item_id, number
