"""Who may do what about what others wrote."""

from __future__ import annotations

from wiki.access.decision import Rule
from wiki.access.predicates import reader, space_auditor, space_moderator, space_steward

RULES_OF_MODERATION = (
    Rule("space.flag", "Flag what a space holds to those who moderate it", (reader,)),
    Rule(
        "space.moderate",
        "Decide on what others wrote, silence and suspend",
        (space_moderator,),
        sensitive=True,
    ),
    Rule("space.moderating", "Say how a space is moderated", (space_moderator, space_steward)),
    Rule("space.decisions", "Read what was decided in a space", (space_moderator, space_auditor)),
)
