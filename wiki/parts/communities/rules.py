"""Who may do what to a community and to its members. To the rules, a community is its space."""

from __future__ import annotations

from typing import cast

from wiki.access.decision import Rule
from wiki.access.item import Item
from wiki.access.predicates import reader, space_admitter, space_sponsor, space_steward
from wiki.access.viewer import Viewer
from wiki.parts.spaces.models import Space
from wiki.parts.spaces.rules import administrator_who_knows_of_it, staff_who_know_of_it


def staff_who_may_write(viewer: Viewer, item: Item) -> bool:
    """staff who are not silenced"""
    return viewer.staff and not viewer.silenced


def staff_who_may_come(viewer: Viewer, item: Item) -> bool:
    """staff who know of it and are not silenced"""
    return staff_who_know_of_it(viewer, item) and not viewer.silenced


def member_who_may_write(viewer: Viewer, item: Item) -> bool:
    """whoever has a role there, reads it and is not silenced"""
    return bool(viewer.rights.get(item.space_id)) and reader(viewer, item) and not viewer.silenced


def staff_who_read_a_plain_space(viewer: Viewer, item: Item) -> bool:
    """staff who read it, where it is no community, and are not silenced"""
    return not cast(Space, item).stage and viewer.staff and reader(viewer, item) and not viewer.silenced


def with_a_role(viewer: Viewer, item: Item) -> bool:
    """whoever has a role there"""
    return bool(viewer.rights.get(item.space_id)) and reader(viewer, item)


RULES_OF_COMMUNITIES = (
    Rule("site.open_community", "Open a community, where the settings let all staff", (staff_who_may_write,)),
    Rule(
        "space.describe",
        "Say what a community is for, its charter, how it is joined",
        (space_steward, administrator_who_knows_of_it),
        sensitive=True,
    ),
    Rule("space.stage", "Take a community to another stage of its life", (space_sponsor,), sensitive=True),
    Rule("space.feature", "Choose what the home of a community puts forward", (space_steward,)),
    Rule("space.people", "See who is a member", (reader,)),
    Rule("space.join", "Join a community, or ask to", (staff_who_may_come,)),
    Rule("space.ask", "Ask for another role", (member_who_may_write, staff_who_read_a_plain_space)),
    Rule("space.leave", "Leave a community", (with_a_role,)),
    Rule("space.admit", "Let people in, invite them, renew their roles", (space_admitter,), sensitive=True),
)
