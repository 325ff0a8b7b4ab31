"""What members and animators do: each requires the right and records what happened."""

from wiki.parts.moderation.commands.appealing import appeal
from wiki.parts.moderation.commands.claiming import claim_case, give_case_back
from wiki.parts.moderation.commands.deciding import decide
from wiki.parts.moderation.commands.flagging import flag
from wiki.parts.moderation.commands.incidents import close_incident
from wiki.parts.moderation.commands.restraining import lift, restrain
from wiki.parts.moderation.commands.settings import set_moderating

__all__ = [
    "appeal",
    "claim_case",
    "close_incident",
    "decide",
    "flag",
    "give_case_back",
    "lift",
    "restrain",
    "set_moderating",
]
