"""After a rename: the texts that name the page by its old title name it by the new one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.identity import Identity
from wiki.access.viewer import operator
from wiki.kinds.pages.commands import save_page
from wiki.kinds.pages.models import Page
from wiki.markup.rewriting import retarget
from wiki.outbox import Payload
from wiki.parts.links.models import Link
from wiki.parts.revisions.queries import revision
from wiki.parts.words import folded


def relink(session: Session, payloads: Sequence[Payload]) -> None:
    """Rewrite the links of every page that leads to a renamed page by its old title. A second time changes nothing."""
    for payload in payloads:
        _relink_one(session, int(str(payload["page_id"])), str(payload["old_title"]), str(payload["actor"]))


def _relink_one(session: Session, page_id: int, old_title: str, author: str) -> None:
    target = session.get(Page, page_id)
    if target is None:
        return
    sources = session.scalars(
        select(Page)
        .join(Link, (Link.source_id == Page.id) & (Link.source_kind == "page"))
        .where(Link.target_id == page_id, Link.title_key == folded(old_title), Page.deleted_at.is_(None))
        .distinct()
        .order_by(Page.id)
    ).all()
    # Whoever renamed may not edit every page that links here; the links follow all the same.
    actor = operator(Identity(None, author))
    for source in sources:
        body = revision(session, source, source.revision_number).body
        rewritten = retarget(body, lambda named: _renamed(named, old_title, target.title))
        if rewritten != body:
            save_page(
                session,
                actor,
                source.id,
                base=source.revision_number,
                body=rewritten,
                summary=f"{old_title} → {target.title}",
                minor=True,
                what="relinked",
            )


def _renamed(named: str, old_title: str, new_title: str) -> str | None:
    """What a link that names a page by its old title, with its space before it or not, should say."""
    prefix, colon, title = named.partition(":")
    if folded(named) == folded(old_title):
        return new_title
    if colon and folded(title) == folded(old_title):
        return f"{prefix}:{new_title}"
    return None
