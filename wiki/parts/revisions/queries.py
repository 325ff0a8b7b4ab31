"""Revisions of an item, newest first, and the verification of their chain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from wiki.access.item import Item
from wiki.errors import NotFound
from wiki.parts.revisions.chain import verify
from wiki.parts.revisions.models import Revision

PAGE = 50  # revisions on one screen of a history

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
    Revision.created_at,
)


class NoSuchRevision(NotFound):
    """This page has no revision %(number)s."""


def _of(item: Item) -> Select[Any]:
    return select(*LINE).where(Revision.item_kind == item.kind, Revision.item_id == item.id)


def history(
    session: Session, item: Item, *, before: int | None = None, limit: int = PAGE
) -> Sequence[Row[Any]]:
    """Lines of the history, newest first, without bodies; `before` a number goes on from there."""
    lines = _of(item).order_by(Revision.number.desc()).limit(limit)
    if before is not None:
        lines = lines.where(Revision.number < before)
    return session.execute(lines).all()


def revision(session: Session, item: Item, number: int) -> Revision:
    """One revision, whole.

    :raises NoSuchRevision: when the item has none of this number.
    """
    found = session.scalar(
        select(Revision).where(
            Revision.item_kind == item.kind, Revision.item_id == item.id, Revision.number == number
        )
    )
    if found is None:
        raise NoSuchRevision(number=number)
    return found


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
