"""The life of a community: its stages, which follows which, and what has to be there before each. Pure."""

from __future__ import annotations

from collections.abc import Mapping

IDEA = "idea"
INCUBATION = "incubation"
ACTIVE = "active"
MATURE = "mature"
CLOSING = "closing"
ARCHIVED = "archived"
STAGES = (IDEA, INCUBATION, ACTIVE, MATURE, CLOSING, ARCHIVED)

# Stage → those that can follow it.
NEXT: Mapping[str, tuple[str, ...]] = {
    IDEA: (INCUBATION, CLOSING),
    INCUBATION: (ACTIVE, CLOSING),
    ACTIVE: (MATURE, CLOSING),
    MATURE: (CLOSING,),
    CLOSING: (ARCHIVED,),
    ARCHIVED: (),
}
# Stage → the one that it goes back to.
BACK: Mapping[str, str] = {
    INCUBATION: IDEA,
    ACTIVE: INCUBATION,
    MATURE: ACTIVE,
    CLOSING: ACTIVE,
    ARCHIVED: CLOSING,
}

# Facts that the program verifies.
PURPOSE = "purpose"
DOMAIN = "domain"
SPONSOR = "sponsor"
ANIMATORS = "animators"
CHARTER = "charter"
MEMBERS = "members"
KEY_PAGES = "key pages"
NO_REQUEST = "no request"

# Stage → what has to be there before it begins (U-5: no community opens without two animators and a charter).
NEEDED: Mapping[str, tuple[str, ...]] = {
    IDEA: (),
    INCUBATION: (PURPOSE, DOMAIN, SPONSOR),
    ACTIVE: (PURPOSE, DOMAIN, SPONSOR, ANIMATORS, CHARTER),
    MATURE: (ANIMATORS, CHARTER, MEMBERS, KEY_PAGES),
    CLOSING: (),
    ARCHIVED: (NO_REQUEST,),
}
ANIMATORS_NEEDED = 2
MEMBERS_NEEDED = 5

# How somebody becomes a member.
OPEN = "open"
ON_REQUEST = "request"
BY_INVITATION = "invitation"
BY_GROUP = "group"  # those to whose group of the directory a role was given
JOINING = (OPEN, ON_REQUEST, BY_INVITATION, BY_GROUP)

LED = (INCUBATION, ACTIVE, MATURE)  # stages in which somebody has to animate
LIVELY = (ACTIVE, MATURE)  # stages in which silence means something


def invites(stage: str) -> bool:
    """Whether people are let in by name at this stage."""
    return stage not in (CLOSING, ARCHIVED)


def joining_at(stage: str, joining: str) -> str:
    """How people become members at this stage, by the policy of the community; "" when nobody does. Before it opens,
    they are invited."""
    if not invites(stage):
        return ""
    return joining if stage in LIVELY else BY_INVITATION


def moves(stage: str) -> tuple[str, ...]:
    """The stages that can be chosen from this one, the one before it last."""
    return (*NEXT[stage], *([BACK[stage]] if stage in BACK else []))


def goes_back(stage: str, to: str) -> bool:
    """Whether this step undoes an earlier one, which needs nothing to be there."""
    return BACK.get(stage) == to
