"""Pages that were imported before: what their source changed since, and whether it may be taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.identity import Identity
from wiki.access.viewer import Viewer
from wiki.errors import RelaisError
from wiki.kinds.pages.commands import save_page
from wiki.kinds.pages.importing.errors import EditedHere
from wiki.kinds.pages.importing.plan import KnownPage, Plan
from wiki.kinds.pages.importing.source import Refused, SourcePage
from wiki.kinds.pages.importing.writing import IMPORTED
from wiki.kinds.pages.models import Page
from wiki.parts.revisions.models import Revision

# What a page may go through here and still have its source's words.
_NOT_AN_EDIT = (IMPORTED, "renamed", "moved", "relinked")


@dataclass(frozen=True, slots=True)
class Change:
    """New words of the source for a page, and the revision that they follow."""

    page_id: int
    base: int
    body: str
    source: SourcePage


@dataclass
class Comparison:
    """Known pages beside their source."""

    unchanged: int = 0
    changes: list[Change] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Words:
    number: int
    body: str


def compare(session: Session, plan: Plan, pages: Sequence[KnownPage]) -> Comparison:
    """What these pages should take from their source. Their titles and places stay as they are here."""
    comparison = Comparison()
    ids = [page.id for page in pages]
    now, then = _current(session, ids), _imported(session, ids)
    for page in pages:
        here = now[page.id]
        imported = then.get(page.id, here)
        body = plan.links.rewritten(page.source)
        if body in (here.body, imported.body) or _as_then(plan, page) == imported.body:
            comparison.unchanged += 1
        elif _edited_since(session, page.id, imported.number):
            comparison.refused.append(Refused(page.source.where, EditedHere()))
        else:
            comparison.changes.append(Change(page.id, here.number, body, page.source))
    return comparison


def save_change(session: Session, actor: Viewer, change: Change) -> Refused | None:
    """Give the page the words that its source has now; what was refused meanwhile, None otherwise."""
    source = change.source
    author = replace(actor, identity=Identity(actor.account_id, source.author or actor.name))
    try:
        save_page(
            session,
            author,
            change.page_id,
            base=change.base,
            body=change.body,
            tags=source.tags or None,
            language=source.language,
            what=IMPORTED,
        )
    except RelaisError as error:
        return Refused(source.where, error)
    return None


def _current(session: Session, ids: Sequence[int]) -> Mapping[int, _Words]:
    rows = session.execute(
        select(Revision.item_id, Revision.number, Revision.body)
        .join(Page, Page.revision_id == Revision.id)
        .where(Page.id.in_(ids))
    )
    return {row.item_id: _Words(row.number, row.body) for row in rows}


def _imported(session: Session, ids: Sequence[int]) -> Mapping[int, _Words]:
    """What the last import wrote."""
    rows = session.execute(
        select(Revision.item_id, Revision.number, Revision.body)
        .where(Revision.item_kind == "page", Revision.item_id.in_(ids), Revision.what == IMPORTED)
        .order_by(Revision.number)
    )
    return {row.item_id: _Words(row.number, row.body) for row in rows}


def _as_then(plan: Plan, page: KnownPage) -> str | None:
    """What the source comes to with the titles that its links had at the last import."""
    return plan.links.titled(plan.titles_then).rewritten(page.source) if plan.titles_then else None


def _edited_since(session: Session, page_id: int, number: int) -> bool:
    edited = select(Revision.id).where(
        Revision.item_kind == "page",
        Revision.item_id == page_id,
        Revision.number > number,
        Revision.what.not_in(_NOT_AN_EDIT),
    )
    return session.scalar(edited.limit(1)) is not None
