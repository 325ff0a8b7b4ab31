"""What is done to communities and by their members."""

from wiki.parts.communities.commands.asking import (
    answer_request,
    ask_for_role,
    asked_for_in,
    withdraw_request,
)
from wiki.parts.communities.commands.featuring import choose_key_items
from wiki.parts.communities.commands.inviting import answer_invitation, cancel_invitation, invite, renew_role
from wiki.parts.communities.commands.joining import hand_over_needed, join, leave, successors
from wiki.parts.communities.commands.opening import (
    Description,
    describe,
    found_community,
    open_community,
)
from wiki.parts.communities.commands.staging import change_stage

__all__ = [
    "Description",
    "answer_invitation",
    "answer_request",
    "ask_for_role",
    "asked_for_in",
    "cancel_invitation",
    "change_stage",
    "choose_key_items",
    "describe",
    "found_community",
    "hand_over_needed",
    "invite",
    "join",
    "leave",
    "open_community",
    "renew_role",
    "successors",
    "withdraw_request",
]
