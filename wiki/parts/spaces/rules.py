"""Who may do what to a space."""

from __future__ import annotations

from typing import cast

from wiki.access.decision import Rule
from wiki.access.item import Item
from wiki.access.predicates import administrator, reader, space_auditor, space_steward, staff
from wiki.access.viewer import Viewer
from wiki.parts.spaces.models import SECRET, Space


def staff_who_know_of_it(viewer: Viewer, item: Item) -> bool:
    """staff, unless the space is secret"""
    return viewer.staff and cast(Space, item).visibility != SECRET


def administrator_who_knows_of_it(viewer: Viewer, item: Item) -> bool:
    """administrators of the site, unless the space is secret"""
    return viewer.administrator and staff_who_know_of_it(viewer, item)


RULES_OF_SPACES = (
    Rule("site.read", "Know that the site exists", (staff,)),
    Rule("site.open_space", "Open a space", (administrator,), sensitive=True),
    Rule("site.administer", "See the state of the site", (administrator,), sensitive=True),
    Rule("site.audit", "Read what was done on the site", (administrator,), sensitive=True),
    Rule("space.audit", "Read what was done in a space", (space_auditor,), sensitive=True),
    Rule("space.know", "See a space in the list of spaces", (reader, staff_who_know_of_it)),
    Rule("space.read", "Read what a space holds", (reader,)),
    Rule(
        "space.change",
        "Change a space's title and visibility",
        (space_steward, administrator_who_knows_of_it),
        sensitive=True,
    ),
    Rule(
        "space.explain",
        "Ask who may do what in a space, and why",
        (space_steward, administrator_who_knows_of_it),
    ),
    Rule(
        "space.look_as",
        "Look at a space as somebody else sees it",
        (space_steward, administrator_who_knows_of_it),
    ),
    Rule(
        "space.members",
        "Give and take roles in a space",
        (space_steward, administrator_who_knows_of_it),
        sensitive=True,
    ),
)
