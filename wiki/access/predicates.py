"""Facts about a viewer and an item, one line each. Rules are made of them."""

from __future__ import annotations

from collections.abc import Callable

from wiki.access.item import Item
from wiki.access.roles import ADMIT, ANSWER, AUDIT, GARDEN, KEEP, MODERATE, SPONSOR, WRITE
from wiki.access.viewer import Viewer

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


def space_writer(viewer: Viewer, item: Item) -> bool:
    """contributors of the space who may read it"""
    return viewer.holds(WRITE, item.space_id) and viewer.opens(item.access_class_id)


def space_expert(viewer: Viewer, item: Item) -> bool:
    """experts of the space who may read it"""
    return viewer.holds(ANSWER, item.space_id) and viewer.opens(item.access_class_id)


def space_gardener(viewer: Viewer, item: Item) -> bool:
    """gardeners of the space who may read it"""
    return viewer.holds(GARDEN, item.space_id) and viewer.opens(item.access_class_id)


def space_moderator(viewer: Viewer, item: Item) -> bool:
    """animators of the space who may read it"""
    return viewer.holds(MODERATE, item.space_id) and viewer.opens(item.access_class_id)


def space_admitter(viewer: Viewer, item: Item) -> bool:
    """those who let people into the space and may read it"""
    return viewer.holds(ADMIT, item.space_id) and viewer.opens(item.access_class_id)


def space_sponsor(viewer: Viewer, item: Item) -> bool:
    """sponsors of the space who may read it"""
    return viewer.holds(SPONSOR, item.space_id) and viewer.opens(item.access_class_id)


def space_auditor(viewer: Viewer, item: Item) -> bool:
    """auditors of the space who may read it"""
    return viewer.holds(AUDIT, item.space_id) and viewer.opens(item.access_class_id)


def space_steward(viewer: Viewer, item: Item) -> bool:
    """stewards of the space who may read it"""
    return viewer.holds(KEEP, item.space_id) and viewer.opens(item.access_class_id)
