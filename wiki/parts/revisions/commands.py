"""Append a revision to an item's chain, with its rendering."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import insert
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.item import Item
from wiki.access.viewer import Viewer
from wiki.db import added, run
from wiki.markup import Rendered
from wiki.parts.revisions.chain import revision_hash
from wiki.parts.revisions.models import Rendering, Revision

NO_HASH = ""  # before the first revision


class Last(Protocol):
    """What the next revision follows."""

    @property
    def number(self) -> int: ...
    @property
    def hash(self) -> str: ...
    @property
    def size(self) -> int: ...


class Appended(NamedTuple):
    """What its maker wants to know of a revision."""

    id: int
    number: int
    created_at: datetime
    author_name: str


def append_revision(
    session: Session,
    actor: Viewer,
    item: Item,
    *,
    last: Last | None,
    what: str,
    title: str,
    body: str,
    rendered: Rendered,
    summary: str = "",
    minor: bool = False,
    author_name: str | None = None,
    at: datetime | None = None,
) -> Appended:
    """The next revision of the item. The caller holds the item's row, so that two cannot take one number.

    :param last: the item's newest revision; None for the first of all.
    """
    number, previous_hash, size = (last.number + 1, last.hash, last.size) if last else (1, NO_HASH, 0)
    at = at or clock.now()
    author = author_name or actor.name
    values = {
        "item_kind": item.kind,
        "item_id": item.id,
        "number": number,
        "what": what,
        "title": title,
        "body": body,
        "size": len(body),
        "growth": len(body) - size,
        "summary": summary,
        "minor": minor,
        "author_id": actor.account_id if author_name is None else None,
        "author_name": author,
        "created_at": at,
        "previous_hash": previous_hash,
        "hash": revision_hash(
            previous_hash,
            kind=item.kind,
            item_id=item.id,
            number=number,
            author=author,
            at=at,
            title=title,
            summary=summary,
            minor=minor,
            body=body,
        ),
    }
    made = Appended(added(session, _REVISION, values), number, at, author)
    run(session, _RENDERING, _rendering(made.id, rendered))
    return made


_REVISION = insert(Revision).returning(Revision.id)
_RENDERING = insert(Rendering)


def _rendering(revision_id: int, rendered: Rendered) -> Mapping[str, Any]:
    return {
        "revision_id": revision_id,
        "html": rendered.html,
        "contents": json.dumps([[h.level, h.text, h.id] for h in rendered.contents], ensure_ascii=False),
        "headings": json.dumps(rendered.headings, ensure_ascii=False),
        "text": rendered.text,
        "words": rendered.word_count,
        "links": len(rendered.links),
    }
