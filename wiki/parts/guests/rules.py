"""Who may do what about guests. To the rules, a community is its space."""

from __future__ import annotations

from wiki.access.decision import Rule
from wiki.access.item import Item
from wiki.access.predicates import space_admitter, space_sponsor
from wiki.access.viewer import Viewer


def staff_who_let_in(viewer: Viewer, item: Item) -> bool:
    """staff who let people into the space and may read it"""
    return viewer.staff and not viewer.silenced and space_admitter(viewer, item)


def staff_who_sponsor(viewer: Viewer, item: Item) -> bool:
    """staff who sponsor the space and may read it"""
    return viewer.staff and not viewer.silenced and space_sponsor(viewer, item)


RULES_OF_GUESTS = (
    Rule(
        "space.guests",
        "See the guests of a community, look after one’s own",
        (staff_who_let_in, staff_who_sponsor),
    ),
    Rule(
        "space.invite_guest",
        "Invite people from outside into a community",
        (staff_who_let_in, staff_who_sponsor),
        sensitive=True,
    ),
)
