"""What happens to guests, told after the commit. Neither addresses nor links are in it."""

from __future__ import annotations

from dataclasses import dataclass

from wiki.parts.spaces.events import SpaceEvent


@dataclass(frozen=True, slots=True)
class GuestInvited(SpaceEvent):
    """Somebody from outside was invited, or was sent the link of their invitation again."""

    invitation_id: int


@dataclass(frozen=True, slots=True)
class GuestInvitationWithdrawn(SpaceEvent):
    """An invitation of somebody from outside was taken back."""

    invitation_id: int


@dataclass(frozen=True, slots=True)
class GuestAccepted(SpaceEvent):
    """A guest came by an invitation."""

    invitation_id: int
    account_id: int


@dataclass(frozen=True, slots=True)
class GuestRenewed(SpaceEvent):
    """The stay of a guest lasts until another day."""

    account_id: int


@dataclass(frozen=True, slots=True)
class GuestTakenOver(SpaceEvent):
    """Somebody else answers for a guest."""

    account_id: int


@dataclass(frozen=True, slots=True)
class GuestEndNoticed(SpaceEvent):
    """A guest and their sponsor were told that the stay comes to its end."""

    account_id: int


@dataclass(frozen=True, slots=True)
class GuestEnded(SpaceEvent):
    """The stay of a guest ended."""

    account_id: int
