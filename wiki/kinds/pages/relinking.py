"""After a rename: the texts that name the page by its old title name it by the new one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.identity import Identity
from wiki.access.keyring import keyring
from wiki.access.viewer import operator
from wiki.kinds.pages.commands import save_page
from wiki.kinds.pages.linking import take_apart
from wiki.kinds.pages.models import Page
from wiki.markup import retarget
from wiki.outbox import Payload
from wiki.parts.links.models import Link
from wiki.parts.revisions.queries import revision
from wiki.parts.spaces.models import Space
from wiki.parts.words import folded


def relink(session: Session, payloads: Sequence[Payload]) -> None:
    """Rewrite the links of every page that leads to a renamed page by its old title. A second time changes nothing."""
    for payload in payloads:
        _relink_one(session, int(str(payload["page_id"])), str(payload["old_title"]), str(payload["actor"]))


def _relink_one(session: Session, page_id: int, old_title: str, author: str) -> None:
    target = session.get(Page, page_id)
    if target is None:
        return
    # Whoever renamed may not edit every page that links here; the links follow all the same.
    actor = operator(Identity(None, author))
    for source in _sources(session, target, old_title):
        body = revision(session, source, source.revision_number).body
        rewritten = _renamed(session, source, target, old_title, body)
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


def _sources(session: Session, target: Page, old_title: str) -> Sequence[Page]:
    """The pages that name the target by its old title and that nobody can read who may not read the target: to the
    others the new title is a secret. Their links lead to it all the same."""
    naming = session.scalars(
        select(Page)
        .join(Link, (Link.source_id == Page.id) & (Link.source_kind == "page"))
        .where(Link.target_id == target.id, Link.title_key == folded(old_title), Page.deleted_at.is_(None))
        .distinct()
        .order_by(Page.id)
    )
    rights = keyring(session)
    return [source for source in naming if rights.includes(target.access_class_id, source.access_class_id)]


def _renamed(session: Session, source: Page, target: Page, old_title: str, body: str) -> str:
    """The body of the source, with the links to the target naming it as it is called now."""
    meant = (target.space_id, folded(old_title))

    def rename(named: str) -> str | None:
        want = take_apart(session, source.space_id, named)
        if (want.space_id, want.key) != meant:
            return None
        return _name_of(session, source, target, prefixed=bool(want.prefix))

    return retarget(body, rename)


def _name_of(session: Session, source: Page, target: Page, *, prefixed: bool) -> str:
    """How a link in the source names the target: with its space before it when it was written so, or when the title
    alone would be taken for a page of another space."""
    if not prefixed and not take_apart(session, source.space_id, target.title).prefix:
        return target.title
    return f"{session.get_one(Space, target.space_id).slug}:{target.title}"
