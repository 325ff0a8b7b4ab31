"""The same reading right as a set of words for documents, and as a condition for SQL."""

from __future__ import annotations

from sqlalchemy import ColumnElement, SQLColumnExpression, true

from wiki.access.item import Item
from wiki.access.viewer import Viewer, class_word


def readers_of(item: Item) -> frozenset[str]:
    """The words of which a searcher needs one to find this item."""
    return frozenset({class_word(item.access_class_id)})


def readable(viewer: Viewer, column: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """The condition that keeps what the viewer may read; `column` is the items' access class."""
    return true() if viewer.unbounded else column.in_(sorted(viewer.classes))
