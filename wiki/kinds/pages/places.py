"""Where a page can be put: the choices of its forms."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wiki.access.filters import readable
from wiki.access.viewer import Viewer
from wiki.kinds.pages.models import Page
from wiki.kinds.pages.queries import ALIVE, PAGES, PageRow, is_ahead_of
from wiki.kinds.pages.tree import tree_around, whole_tree
from wiki.parts.spaces.models import Space
from wiki.web.forms import Choice
from wiki.web.language import locale

LISTED = 400  # pages of a space that a form lists whole; of a larger one it lists the neighbourhood
DEEPEST = 12  # levels told apart: below them there is no room for a title
INDENT = "\u2003"  # an em space for each level: the only form that an <option> lets a tree take

Choices = list[Choice]


def parent_choices(
    session: Session, viewer: Viewer, space_id: int, parent_id: int, besides: int | None = None
) -> Choices:
    """Pages under which a page can stand, as a tree. `besides` leaves a page out, and what stands under it."""
    first = session.execute(PAGES.where(Page.space_id == space_id, Page.parent_id.is_(None))).first()
    if first is None:
        return []
    home = PageRow(*first)
    size = session.scalar(select(func.count()).where(Page.space_id == space_id, ALIVE)) or 0
    if size <= LISTED:
        tree = whole_tree(session, viewer, session.get_one(Space, space_id))
    else:
        tree = tree_around(session, viewer, _page(session, space_id, parent_id) or home)
    choices: Choices = [_titled(home.id, home.title, home.language)]
    hidden_below: int | None = None
    for node in tree.nodes:
        if hidden_below is not None and node.depth > hidden_below:
            continue
        hidden_below = node.depth if node.id == besides else None
        if hidden_below is None:
            indented = INDENT * min(node.depth + 1, DEEPEST) + node.title
            choices.append(_titled(node.id, indented, node.language))
    return choices


def sibling_choices(session: Session, viewer: Viewer, page: PageRow) -> Choices:
    """The pages beside which a page can stand, in their order; of very many those around it."""
    beside = (
        select(Page.id, Page.title, Page.language)
        .where(Page.parent_id == page.parent_id, Page.id != page.id, ALIVE)
        .where(readable(viewer, Page.access_class_id))
        .limit(LISTED // 2)
    )
    ahead = is_ahead_of(page)
    before = beside.where(ahead).order_by(Page.position.desc(), Page.order_key.desc())
    after = beside.where(~ahead).order_by(Page.position, Page.order_key)
    rows = [*reversed(session.execute(before).all()), *session.execute(after)]
    return [_titled(*row) for row in rows]


def _titled(page_id: int, title: str, language: str) -> Choice:
    """A page to choose. Its title says its language when that is not the screen's."""
    spoken = {} if language[:2] == locale()[:2] else {"lang": language}
    return Choice(page_id, title, render_kw=spoken)


def _page(session: Session, space_id: int, page_id: int) -> PageRow | None:
    row = session.execute(PAGES.where(Page.space_id == space_id, Page.id == page_id)).first()
    return PageRow(*row) if row is not None else None
