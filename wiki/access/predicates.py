"""Facts about a viewer and an item, one line each. Rules are made of them."""

from __future__ import annotations

from collections.abc import Callable

from wiki.access.item import Item
from wiki.access.viewer import CONSULTATION, FUNCTIONAL, STEWARD, Viewer

Predicate = Callable[[Viewer, Item], bool]


def anyone(viewer: Viewer, item: Item) -> bool:
    """anybody, signed in or not"""
    return True


def signed_in(viewer: Viewer, item: Item) -> bool:
    """whoever is signed in, guests included"""
    return viewer.signed_in or viewer.unbounded


def staff(viewer: Viewer, item: Item) -> bool:
    """staff"""
    return viewer.staff


def administrator(viewer: Viewer, item: Item) -> bool:
    """administrators of the site"""
    return viewer.administrator


def reader(viewer: Viewer, item: Item) -> bool:
    """whoever may read it"""
    return viewer.opens(item.access_class_id)


def space_consultation(viewer: Viewer, item: Item) -> bool:
    """readers named in the space"""
    return viewer.has_role(item.space_id, CONSULTATION)


def space_functional(viewer: Viewer, item: Item) -> bool:
    """contributors of the space who may read it"""
    return viewer.has_role(item.space_id, FUNCTIONAL) and viewer.opens(item.access_class_id)


def space_steward(viewer: Viewer, item: Item) -> bool:
    """stewards of the space who may read it"""
    return viewer.has_role(item.space_id, STEWARD) and viewer.opens(item.access_class_id)
