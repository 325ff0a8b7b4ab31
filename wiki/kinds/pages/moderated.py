"""Pages as those see them who moderate: found, held back, let go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wiki.access.viewer import Viewer
from wiki.kinds.pages.addresses import action_path, page_path
from wiki.kinds.pages.commands.holding import locked
from wiki.kinds.pages.errors import RevisionIsRead
from wiki.kinds.pages.events import PageHeld, PageSaved
from wiki.kinds.pages.linking import linked_from, tree_changed
from wiki.kinds.pages.models import Page
from wiki.kinds.pages.naming import require_free_title
from wiki.outbox import record
from wiki.parts.moderation.errors import StaysInPlace
from wiki.parts.moderation.matters import class_of
from wiki.parts.moderation.reasons import STATE_HIDDEN, STATE_WAITING
from wiki.parts.revisions.hiding import HIDDEN_BECAUSE, REVISION
from wiki.parts.revisions.models import Rendering, Revision
from wiki.parts.spaces.models import Space
from wiki.registry import Matter, Moderated

EXTRACT = 4000  # characters that are decided on without opening it


def matters(session: Session, name: str, ids: Sequence[int]) -> Sequence[Matter]:
    """Pages, the author of one being whoever changed it last; or revisions of pages."""
    if name == REVISION:
        return _revisions(session, ids)
    rows = session.execute(
        select(Page, Space.slug, Revision.author_id, func.substr(Rendering.text, 1, EXTRACT))
        .join_from(Page, Space, Space.id == Page.space_id)
        .join(Revision, Revision.id == Page.revision_id)
        .join(Rendering, Rendering.revision_id == Page.revision_id)
        .where(Page.id.in_(ids), Page.deleted_at.is_(None))
    )
    return [_matter(*row) for row in rows]


def _matter(page: Page, space_slug: str, author_id: int | None, text: str) -> Matter:
    return Matter(
        kind="page",
        id=page.id,
        space_id=page.space_id,
        access_class_id=page.access_class_id,
        author_id=author_id,
        author_name=page.updated_by,
        title=page.title,
        language=page.language,
        url=page_path(space_slug, page.slug, first=page.parent_id is None),
        text=text,
        written_at=page.updated_at,
        held=page.held,
        stays=page.parent_id is None,
    )


def _revisions(session: Session, ids: Sequence[int]) -> Sequence[Matter]:
    rows = session.execute(
        select(Page, Space.slug, Revision, func.substr(Rendering.text, 1, EXTRACT), HIDDEN_BECAUSE)
        .join_from(Revision, Page, (Page.id == Revision.item_id) & (Revision.item_kind == "page"))
        .join(Space, Space.id == Page.space_id)
        .join(Rendering, Rendering.revision_id == Revision.id)
        .where(Revision.id.in_(ids), Page.deleted_at.is_(None))
    )
    return [
        replace(
            _matter(page, space_slug, revision.author_id, "\n".join(filter(None, (revision.summary, text)))),
            kind=REVISION,
            id=revision.id,
            author_name=revision.author_name,
            url=action_path(space_slug, page.slug, f"revisions/{revision.number}"),
            written_at=revision.created_at,
            held=STATE_HIDDEN if because is not None else None,
            stays=page.revision_id == revision.id,
            number=revision.number,
        )
        for page, space_slug, revision, text, because in rows
    ]


def hold(session: Session, actor: Viewer, matter: Matter, how: str | None) -> None:
    """Hold the page back in this way; with None let it go. What stands under it stays.

    :raises StaysInPlace: for the first page of a space.
    :raises TitleTaken: when another page took its title meanwhile.
    :raises RevisionIsRead: for the revision that is the page now.
    """
    if matter.kind == REVISION:
        _require_past(session, matter)
        return
    page = locked(session, matter.id, with_tree=True)
    if page.parent_id is None:
        raise StaysInPlace
    to = class_of(session, page.access_class_id, page.space_id, matter.author_id, held=how is not None)
    if to != page.access_class_id:
        require_free_title(session, page.space_id, page.parent_id, page.title, to, besides=page.id)
    page.held, page.access_class_id = how, to
    tree_changed(session, page.space_id)
    session.flush()
    record(session, PageHeld(page.kind, (page.id, *linked_from(session, [page.id])), *actor.by))
    if how is None and matter.held == STATE_WAITING:  # told of as if its author saved it now
        record(session, PageSaved(page.kind, (page.id,), matter.author_name, matter.author_id))


def _require_past(session: Session, matter: Matter) -> None:
    """Nothing more is done to a revision: the decision itself hides it.

    :raises RevisionIsRead: for the revision that is the page now; none that is past becomes that again.
    """
    page = locked(session, session.get_one(Revision, matter.id).item_id)
    if page.revision_id == matter.id:
        raise RevisionIsRead


def shown(session: Session, space_id: int, account_id: int, most: int) -> int:
    """How many pages of the space that are shown this person began, as far as `most`."""
    some = (
        select(Revision.id)
        .join(Page, (Page.id == Revision.item_id) & (Revision.item_kind == "page"))
        .where(Page.space_id == space_id, Revision.author_id == account_id, Revision.what == "created")
        .where(Page.deleted_at.is_(None), Page.held.is_(None))
        .limit(most)
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(some)) or 0


MODERATED = Moderated(kinds=("page",), matters=matters, hold=hold, shown=shown, parts=(REVISION,))
