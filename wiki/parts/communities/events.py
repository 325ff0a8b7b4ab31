"""What happens to communities and to their members, told after the commit."""

from __future__ import annotations

from dataclasses import dataclass

from wiki.parts.spaces.events import SpaceEvent


@dataclass(frozen=True, slots=True)
class CommunityOpened(SpaceEvent):
    """A space became a community."""


@dataclass(frozen=True, slots=True)
class CommunityDescribed(SpaceEvent):
    """Its purpose, its charter or how it is joined were said anew."""


@dataclass(frozen=True, slots=True)
class StageChanged(SpaceEvent):
    """It came to another stage of its life."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class KeyItemsChanged(SpaceEvent):
    """What its home puts forward was chosen anew."""


@dataclass(frozen=True, slots=True)
class MemberJoined(SpaceEvent):
    """Somebody came in, by themselves, by an invitation or because they were let in."""

    account_id: int
    role: str


@dataclass(frozen=True, slots=True)
class MemberLeft(SpaceEvent):
    """Somebody left."""

    account_id: int


@dataclass(frozen=True, slots=True)
class RoleHandedOver(SpaceEvent):
    """The last one who held a role gave it to another before they left."""

    account_id: int
    role: str


@dataclass(frozen=True, slots=True)
class RoleRequested(SpaceEvent):
    """Somebody asked for a role."""

    request_id: int
    role: str


@dataclass(frozen=True, slots=True)
class RequestAnswered(SpaceEvent):
    """What somebody asked for was given or refused."""

    request_id: int
    account_id: int
    accepted: bool


@dataclass(frozen=True, slots=True)
class RequestWithdrawn(SpaceEvent):
    """A request or an invitation was taken back before it was answered."""

    request_id: int
    account_id: int


@dataclass(frozen=True, slots=True)
class PersonInvited(SpaceEvent):
    """Somebody was invited by name."""

    request_id: int
    account_id: int
    role: str


@dataclass(frozen=True, slots=True)
class InvitationAnswered(SpaceEvent):
    """Whoever was invited came, or did not wish to."""

    request_id: int
    accepted: bool


@dataclass(frozen=True, slots=True)
class RoleRenewed(SpaceEvent):
    """A role that would end lasts longer."""

    word: str
    role: str


@dataclass(frozen=True, slots=True)
class SilenceNoticed(SpaceEvent):
    """Nothing changed for so long that those who answer for it were told."""

    step: int
