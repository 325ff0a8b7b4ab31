"""The tree beside a page: the way down to it, its neighbours, its children.

Ten thousand pages stand under some hundred parents. What is kept in memory is therefore each *level*, the pages under
one parent, drawn once and shown beside all of them; a new mark of the space makes it anew.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from flask import get_template_attribute
from flask_babel import get_locale
from markupsafe import Markup
from sqlalchemy import Integer, bindparam, select, true
from sqlalchemy.orm import Session

from wiki.access.viewer import Viewer
from wiki.db import AnySelect, rows
from wiki.kinds.pages.addresses import page_path
from wiki.kinds.pages.models import Page
from wiki.kinds.pages.queries import ALIVE, CHILD, PageRow, has_children

WIDE = 40  # pages of one level that are drawn; beside them, the page itself always is
LEVELS = 500  # kept in memory, a few kB each
WAYS = 5000  # kept in memory, some hundred bytes each


class Above(NamedTuple):
    """A page on the way down."""

    id: int
    parent_id: int | None
    title: str
    language: str
    slug: str
    access_class_id: int


class Level(NamedTuple):
    """The pages under one parent: (id, drawn), in their order."""

    items: tuple[tuple[int, Markup], ...]
    whole: bool


class Sidebar(NamedTuple):
    html: Markup
    crumbs: tuple[tuple[str, str, str], ...]  # (title, url, language) of those above, below the first page
    whole: bool  # False when a level was too wide to be drawn whole


@lru_cache(maxsize=2)
def _level(filtered: bool) -> AnySelect:
    classes = bindparam("classes", expanding=True, type_=Integer)
    seen = Page.access_class_id.in_(classes) if filtered else true()
    # The sum keeps SQLite from the index of the classes: for a page with none under it, it would look through every
    # page that its reader may open.
    deeper = has_children((CHILD.access_class_id + 0).in_(classes) if filtered else true())
    return (
        select(Page.id, Page.title, Page.language, Page.slug, deeper.label("deeper"))
        .where(Page.space_id == bindparam("space"), Page.parent_id == bindparam("parent"), ALIVE, seen)
        .order_by(Page.position, Page.order_key)
        .limit(WIDE + 1)
    )


_START = select(Page.id, Page.parent_id).where(Page.id == bindparam("page")).cte("way", recursive=True)
_UP = _START.union_all(select(Page.id, Page.parent_id).join(_START, Page.id == _START.c.parent_id))
_WAY = select(Page.id, Page.parent_id, Page.title, Page.language, Page.slug, Page.access_class_id).where(
    Page.id.in_(select(_UP.c.id))
)


def sidebar(session: Session, viewer: Viewer, page: PageRow) -> Sidebar:
    """What the left of the page shows to this viewer."""
    way = _way_to(session, page)
    drawn, whole = Markup(), True
    if page.has_children:
        drawn, whole = _draw(level_under(session, viewer, page, page.id), None, Markup())
    current, title, url, language = page.id, page.title, page.url, page.language
    for above in reversed(way):
        item = _item(title, url, language, current=current == page.id) + drawn
        drawn, all_shown = _draw(level_under(session, viewer, page, above.id), current, item)
        whole = whole and all_shown
        current, title, url = above.id, above.title, page_path(page.space_slug, above.slug)
        language = above.language
    crumbs = tuple(
        (above.title, page_path(page.space_slug, above.slug), above.language)
        for above in way[1:]
        if viewer.opens(above.access_class_id)
    )
    return Sidebar(drawn, crumbs, whole)


def level_under(session: Session, viewer: Viewer, page: PageRow, parent_id: int) -> Level:
    """The pages under a parent in the space of `page`, as far as the viewer may read them."""
    kept = _kept_level(page.tree_mark, parent_id, viewer.unbounded or viewer.classes, str(get_locale()))
    if not kept:
        values: dict[str, Any] = {"space": page.space_id, "parent": parent_id}
        if not viewer.unbounded:
            values["classes"] = sorted(viewer.classes)
        found = rows(session, _level(not viewer.unbounded), values)
        items = tuple(
            (page_id, _item(title, page_path(page.space_slug, slug), language, deeper=deeper))
            for page_id, title, language, slug, deeper in found[:WIDE]
        )
        kept.append(Level(items, len(found) <= WIDE))
    return kept[0]


def _way_to(session: Session, page: PageRow) -> tuple[Above, ...]:
    """The pages above this one, from the first page of the space down to its parent."""
    if page.parent_id is None:
        return ()
    kept = _kept_way(page.tree_mark, page.parent_id)
    if not kept:
        above = map(Above._make, rows(session, _WAY, {"page": page.parent_id}))
        found = {each.id: each for each in above}
        way: list[Above] = []
        step: int | None = page.parent_id
        while step is not None and step in found:
            way.append(found.pop(step))
            step = way[-1].parent_id
        kept.append(tuple(reversed(way)))
    return kept[0]


@lru_cache(maxsize=LEVELS)
def _kept_level(mark: str, parent_id: int, classes: object, language: str) -> list[Level]:
    """The place in memory of one level, empty at first."""
    return []


@lru_cache(maxsize=WAYS)
def _kept_way(mark: str, parent_id: int) -> list[tuple[Above, ...]]:
    """The place in memory of one way, empty at first."""
    return []


def _draw(level: Level, opened: int | None, item: Markup) -> tuple[Markup, bool]:
    """The level as a list, with `item` in place of the page on the way, and whether it shows every page."""
    drawn = [item if page_id == opened else closed for page_id, closed in level.items]
    shown = opened is None or any(page_id == opened for page_id, _closed in level.items)
    if not shown:
        drawn.append(item)
    return Markup("<ul><li>") + Markup("</li><li>").join(drawn) + Markup("</li></ul>"), level.whole


def _item(title: str, url: str, language: str, *, current: bool = False, deeper: bool = False) -> Markup:
    item = get_template_attribute("components/tree.html", "tree_item")
    drawn: Markup = item(title, url, language, current, deeper)
    return drawn
