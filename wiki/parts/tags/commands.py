"""Put tags on an item."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, delete, insert
from sqlalchemy.orm import Session

from wiki.access.item import Item
from wiki.db import run
from wiki.errors import Invalid
from wiki.parts.tags.models import Tag
from wiki.parts.words import clean_line, folded

LONGEST = 60  # characters
MOST = 20  # tags on one item


class TooManyTags(Invalid):
    """An item can bear %(most)s tags at most, of %(longest)s characters each."""


def parse_tags(text: str) -> list[str]:
    """The tags of a comma-separated line, in order, each once.

    :raises TooManyTags: when there are too many or one is too long.
    """
    seen: dict[str, str] = {}
    for word in text.split(","):
        tag = clean_line(word).lstrip("# ")
        if tag:
            seen.setdefault(folded(tag), tag)
    if len(seen) > MOST or any(len(tag) > LONGEST for tag in seen.values()):
        raise TooManyTags(most=MOST, longest=LONGEST)
    return list(seen.values())


def merge_tags(base: Iterable[str], mine: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """`theirs`, with what became of `base` in `mine`: added and taken away."""
    before = {folded(tag) for tag in base}
    wished = {folded(tag): tag for tag in mine}
    kept = {folded(tag): tag for tag in theirs if folded(tag) in wished or folded(tag) not in before}
    return list(
        {**kept, **{key: tag for key, tag in wished.items() if key not in before | kept.keys()}}.values()
    )


def set_tags(session: Session, item: Item, tags: Iterable[str]) -> None:
    """Have the item bear these tags and no others."""
    run(session, _CLEAR, {"kind": item.kind, "item": item.id})
    if rows := [
        {"item_kind": item.kind, "item_id": item.id, "key": folded(tag), "label": tag} for tag in tags
    ]:
        run(session, _WRITE, rows)


_CLEAR = delete(Tag).where(Tag.item_kind == bindparam("kind"), Tag.item_id == bindparam("item"))
_WRITE = insert(Tag)
