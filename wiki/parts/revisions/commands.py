"""Append a revision to an item's chain, with its rendering."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.item import Item
from wiki.access.viewer import Viewer
from wiki.markup import Rendered
from wiki.parts.revisions.chain import revision_hash
from wiki.parts.revisions.models import Rendering, Revision

NO_HASH = ""  # before the first revision


def append_revision(
    session: Session,
    actor: Viewer,
    item: Item,
    *,
    last: Revision | None,
    what: str,
    title: str,
    body: str,
    rendered: Rendered,
    summary: str = "",
    minor: bool = False,
    author_name: str | None = None,
    at: datetime | None = None,
) -> Revision:
    """The next revision of the item. The caller holds the item's row, so that two cannot take one number.

    :param last: the item's newest revision; None for the first of all.
    """
    number, previous_hash, size = (last.number + 1, last.hash, last.size) if last else (1, NO_HASH, 0)
    at = at or clock.now()
    author = author_name or actor.name
    revision = Revision(
        item_kind=item.kind,
        item_id=item.id,
        number=number,
        what=what,
        title=title,
        body=body,
        size=len(body),
        growth=len(body) - size,
        summary=summary,
        minor=minor,
        author_id=actor.account_id if author_name is None else None,
        author_name=author,
        created_at=at,
        previous_hash=previous_hash,
        hash=revision_hash(
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
    )
    session.add(revision)
    session.flush()
    session.add(_rendering(revision, rendered))
    return revision


def _rendering(revision: Revision, rendered: Rendered) -> Rendering:
    return Rendering(
        revision_id=revision.id,
        html=rendered.html,
        contents=json.dumps([[h.level, h.text, h.id] for h in rendered.contents], ensure_ascii=False),
        headings=json.dumps(rendered.headings, ensure_ascii=False),
        text=rendered.text,
        words=rendered.word_count,
        links=len(rendered.links),
    )
