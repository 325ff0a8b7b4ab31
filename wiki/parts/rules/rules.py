"""Who may publish rules of use, accept them, and see who did."""

from wiki.access.decision import Rule
from wiki.access.item import Item
from wiki.access.predicates import administrator, reader, space_steward
from wiki.access.viewer import Viewer
from wiki.parts.spaces.rules import administrator_who_knows_of_it, staff_who_know_of_it


def whoever_is_signed_in(viewer: Viewer, item: Item) -> bool:
    """whoever is signed in, guests included"""
    return viewer.signed_in or viewer.unbounded


RULES_OF_RULES = (
    Rule("site.accept", "Accept the terms of use", (whoever_is_signed_in,)),
    Rule("site.publish_rules", "Publish a version of the terms of use", (administrator,), sensitive=True),
    Rule("site.acceptances", "See who accepted the terms of use", (administrator,)),
    Rule("space.accept", "Read and accept the charter of a community", (reader, staff_who_know_of_it)),
    Rule(
        "space.acceptances",
        "See who accepted the charter of a community",
        (space_steward, administrator_who_knows_of_it),
    ),
)
