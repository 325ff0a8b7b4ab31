"""The tree of a space, around one page or whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, false, select, true, union_all
from sqlalchemy.orm import Session

from wiki.access.viewer import Viewer
from wiki.db import AnyRow, AnySelect
from wiki.kinds.pages.addresses import page_path
from wiki.kinds.pages.models import Page
from wiki.kinds.pages.queries import ALIVE, PageRow, has_children
from wiki.parts.spaces.models import Space

WIDE = 40  # pages of one level that are drawn beside a page
WHOLE = 2000  # pages that the screen of the whole tree draws


class Node(NamedTuple):
    """A page in the tree, in the order of reading; depth 0 stands right under the first page."""

    title: str
    language: str
    url: str
    depth: int
    current: bool
    open: bool
    has_children: bool
    id: int
    slug: str


class Tree(NamedTuple):
    nodes: tuple[Node, ...]
    crumbs: tuple[tuple[str, str], ...]  # (title, url) of the pages above, from the first page down
    whole: bool  # False when a level was too wide to be drawn whole


_COLUMNS = (Page.id, Page.parent_id, Page.title, Page.language, Page.slug, Page.position, Page.order_key)
_ORDER = (Page.position, Page.order_key)


@lru_cache(maxsize=2)
def _around(filtered: bool) -> AnySelect:
    """The way down to :page, the top of its space, its neighbours and its children: one statement."""
    seen = Page.access_class_id.in_(bindparam("classes", expanding=True)) if filtered else true()
    nodes = select(*_COLUMNS, has_children().label("has_children")).where(
        Page.space_id == bindparam("space"), ALIVE, seen
    )
    up = select(Page.id, Page.parent_id).where(Page.id == bindparam("page")).cte("up", recursive=True)
    up = up.union_all(select(Page.id, Page.parent_id).join(up, Page.id == up.c.parent_id))
    first = (
        select(Page.id)
        .where(Page.space_id == bindparam("space"), Page.parent_id.is_(None), ALIVE)
        .scalar_subquery()
    )
    beside = nodes.where(Page.parent_id == bindparam("parent"))
    position: Any = bindparam("position")
    key: Any = bindparam("order_key")
    is_before = (Page.position < position) | ((Page.position == position) & (Page.order_key < key))
    levels = (
        nodes.where(Page.id.in_(select(up.c.id))),
        nodes.where(Page.parent_id == first).order_by(*_ORDER).limit(WIDE + 1),
        beside.where(is_before).order_by(Page.position.desc(), Page.order_key.desc()).limit(WIDE // 2),
        beside.where(~is_before).order_by(*_ORDER).limit(WIDE // 2 + 1),
        nodes.where(Page.parent_id == bindparam("page")).order_by(*_ORDER).limit(WIDE + 1),
    )
    return select(union_all(*(level.subquery().select() for level in levels)).subquery())


def tree_around(session: Session, viewer: Viewer, page: PageRow) -> Tree:
    """What the left of a page shows, as far as the viewer may read it."""
    values: dict[str, Any] = {
        "page": page.id,
        "space": page.space_id,
        "parent": page.parent_id,
        "position": page.position,
        "order_key": page.order_key,
    }
    if not viewer.unbounded:
        values["classes"] = sorted(viewer.classes)
    rows = session.execute(_around(not viewer.unbounded), values).all()
    return _tree(page.space_slug, {row.id: row for row in rows}, current=page.id)


def whole_tree(session: Session, viewer: Viewer, space: Space, after: int = 0) -> Tree:
    """Every page of the space that the viewer may read, up to `WHOLE` of them."""
    seen = true() if viewer.unbounded else Page.access_class_id.in_(sorted(viewer.classes))
    rows = session.execute(
        select(*_COLUMNS, false().label("has_children"))
        .where(Page.space_id == space.id, ALIVE, seen)
        .order_by(*_ORDER)
        .limit(WHOLE + 1)
    ).all()
    tree = _tree(space.slug, {row.id: row for row in rows[:WHOLE]}, current=None, open_all=True)
    return tree._replace(whole=len(rows) <= WHOLE)


def _tree(space_slug: str, rows: Mapping[int, AnyRow], current: int | None, open_all: bool = False) -> Tree:
    children: dict[int | None, list[AnyRow]] = defaultdict(list)
    for row in sorted(rows.values(), key=lambda row: (row.position, row.order_key)):
        children[row.parent_id].append(row)
    way = _way_up(rows, current)
    first = next((row for row in rows.values() if row.parent_id is None), None)
    nodes: list[Node] = []
    whole = True
    # An explicit stack: a tree may be deeper than the interpreter recurses.
    stack = [(row, 0) for row in reversed(_narrow(children[first.id], way))] if first is not None else []
    while stack:
        row, depth = stack.pop()
        below = children.get(row.id, [])
        shown = _narrow(below, way)
        whole = whole and len(shown) == len(below)
        nodes.append(
            Node(
                row.title,
                row.language,
                page_path(space_slug, row.slug),
                depth,
                row.id == current,
                open_all or row.id in way,
                row.has_children or bool(below),
                row.id,
                row.slug,
            )
        )
        stack.extend((child, depth + 1) for child in reversed(shown))
    if first is not None:
        whole = whole and len(_narrow(children[first.id], way)) == len(children[first.id])
    return Tree(tuple(nodes), _crumbs(space_slug, rows, way, current), whole or open_all)


def _narrow(level: Sequence[AnyRow], way: Iterable[int]) -> Sequence[AnyRow]:
    """A level that is too wide keeps its beginning and the page that leads to the current one."""
    if len(level) <= WIDE or not way:
        return level
    keep = next((place for place, row in enumerate(level) if row.id in way), 0)
    start = max(0, min(keep - WIDE // 2, len(level) - WIDE))
    return level[start : start + WIDE]


def _way_up(rows: Mapping[int, AnyRow], current: int | None) -> dict[int, AnyRow]:
    """The current page and those above it, nearest first."""
    way: dict[int, AnyRow] = {}
    while current is not None and current in rows and current not in way:
        way[current] = rows[current]
        current = rows[current].parent_id
    return way


def _crumbs(
    space_slug: str, rows: Mapping[int, AnyRow], way: Mapping[int, AnyRow], current: int | None
) -> tuple[tuple[str, str], ...]:
    above = [row for page_id, row in reversed(list(way.items())) if page_id != current]
    return tuple((row.title, page_path(space_slug, row.slug, first=row.parent_id is None)) for row in above)
