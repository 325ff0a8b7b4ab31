"""What happens in moderation, told after the commit. No words of anybody are in it."""

from __future__ import annotations

from dataclasses import dataclass

from wiki.outbox import Event


@dataclass(frozen=True, slots=True)
class ModerationEvent(Event):
    actor: str  # "" for the program itself
    actor_id: int | None
    space_id: int | None
    kind: str
    item_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ItemFlagged(ModerationEvent):
    """Somebody signalled an item."""

    reason: str


@dataclass(frozen=True, slots=True)
class ItemQueued(ModerationEvent):
    """What somebody wrote waits for approval, by this rule."""

    rule: str


@dataclass(frozen=True, slots=True)
class DecisionEvent(ModerationEvent):
    decision_id: int
    account_id: int | None  # whom it is about
    reason: str
    automatic: bool


@dataclass(frozen=True, slots=True)
class ItemHidden(DecisionEvent):
    """An item was hidden."""


@dataclass(frozen=True, slots=True)
class ItemShownAgain(DecisionEvent):
    """An item that was hidden is shown again."""


@dataclass(frozen=True, slots=True)
class ItemApproved(DecisionEvent):
    """An item that waited is shown."""


@dataclass(frozen=True, slots=True)
class ItemReturned(DecisionEvent):
    """An item that waited went back to its author."""


@dataclass(frozen=True, slots=True)
class ItemLeftAsIs(DecisionEvent):
    """An item that was signalled stays as it is."""


@dataclass(frozen=True, slots=True)
class AccountSilenced(DecisionEvent):
    """Somebody reads and no longer writes."""


@dataclass(frozen=True, slots=True)
class AccountSuspended(DecisionEvent):
    """Somebody is kept out."""


@dataclass(frozen=True, slots=True)
class RestraintLifted(DecisionEvent):
    """A silence or a suspension ended before its time."""


@dataclass(frozen=True, slots=True)
class DecisionConfirmed(DecisionEvent):
    """An appeal did not change the decision."""


@dataclass(frozen=True, slots=True)
class DecisionAppealed(ModerationEvent):
    """Somebody does not accept what was decided about them."""

    decision_id: int


@dataclass(frozen=True, slots=True)
class IncidentOpened(ModerationEvent):
    """Personal information stood where it should not."""

    incident_id: int


@dataclass(frozen=True, slots=True)
class IncidentClosed(ModerationEvent):
    """It was said what was done about an incident."""

    incident_id: int


@dataclass(frozen=True, slots=True)
class ExportEvent(Event):
    actor: str
    actor_id: int | None
    space_id: int | None
    format: str
    justification: str


@dataclass(frozen=True, slots=True)
class DecisionsExported(ExportEvent):
    """Decisions were exported."""


@dataclass(frozen=True, slots=True)
class IncidentsExported(ExportEvent):
    """The register of incidents was exported."""


@dataclass(frozen=True, slots=True)
class ModeratingChanged(ModerationEvent):
    """A space is moderated in another way."""
