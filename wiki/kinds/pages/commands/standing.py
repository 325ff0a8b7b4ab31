"""Which access class a page has by where it stands: its own restriction's, or that of the page above it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import case, select, true, update
from sqlalchemy.orm import Session

from wiki.access.keyring import held_class, keyring, place_class, rights_changed, words_of
from wiki.access.models import AccessClass
from wiki.access.viewer import Viewer, operator
from wiki.kinds.pages.errors import NoSuchParent
from wiki.kinds.pages.models import Page
from wiki.kinds.pages.queries import ALIVE, subtree_ids
from wiki.parts.restrictions.queries import restrictions_of
from wiki.parts.spaces.models import Space


def class_under(session: Session, actor: Viewer, space_id: int, parent_id: int | None) -> int:
    """The class of what comes to stand under this page; None for the first page of the space.

    :raises NoSuchParent: when the space has no such living page, or none that the actor may read.
    """
    if parent_id is None:
        return session.get_one(Space, space_id).access_class_id
    found = session.execute(_ABOVE.where(Page.space_id == space_id, Page.id == parent_id)).first()
    if found is None or not actor.opens(found.access_class_id):
        raise NoSuchParent
    return int(found.around)


# Of a page that is held, the class around the one that holds it.
_ABOVE = (
    select(
        Page.access_class_id,
        case((AccessClass.holds, AccessClass.within_id), else_=AccessClass.id).label("around"),
    )
    .join_from(Page, AccessClass, AccessClass.id == Page.access_class_id)
    .where(ALIVE)
)


def reclass(session: Session, top: Page) -> list[int]:
    """Have the page, and all that stands under it, point to the classes of where they stand. What is in the bin follows
    too: it is listed there by the same test. Returns the ids of those that now point elsewhere."""
    session.flush()
    pages = _downwards(session, top)
    restricted = restrictions_of(session, top.kind, [page.id for page in pages])
    around = class_under(session, operator(), top.space_id, top.parent_id)
    standing: dict[int | None, int] = {top.parent_id: around}
    moved: dict[int, list[int]] = defaultdict(list)
    for page in pages:
        around = standing[page.parent_id]
        own = restricted.get(page.id)
        if own is not None:
            session.get_one(AccessClass, own.access_class_id).within_id = around
        standing[page.id] = own.access_class_id if own is not None else around
        wanted = _as_held(session, page, standing[page.id])
        if page.access_class_id != wanted:
            moved[wanted].append(page.id)
    for access_class_id, ids in moved.items():
        session.execute(update(Page).where(Page.id.in_(ids)).values(access_class_id=access_class_id))
    rights_changed(session)
    return [page_id for ids in moved.values() for page_id in ids]


def _as_held(session: Session, page: Page, standing: int) -> int:
    """The class of a page that stands there: another one when it waits for a decision, or was hidden."""
    if place_class(session, page.access_class_id) == page.access_class_id:
        return standing
    return held_class(session, standing, words_of(session, page.access_class_id))


def _downwards(session: Session, top: Page) -> Sequence[Page]:
    """The page and all that stands under it, each after the one above it."""
    ids = subtree_ids(session, top.id, true())
    place = {page_id: number for number, page_id in enumerate(ids)}
    return sorted(session.scalars(select(Page).where(Page.id.in_(ids))), key=lambda page: place[page.id])


def widens(session: Session, old: int, new: int) -> bool:
    """Whether somebody may open the class `new` who may not open `old`."""
    return not keyring(session).includes(old, new)
