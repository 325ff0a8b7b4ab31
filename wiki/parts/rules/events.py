"""What happens to rules, told after the commit."""

from __future__ import annotations

from dataclasses import dataclass

from wiki.outbox import Event


@dataclass(frozen=True, slots=True)
class RulesEvent(Event):
    actor: str
    actor_id: int | None
    space_id: int | None  # None: of the whole site


@dataclass(frozen=True, slots=True)
class RulesPublished(RulesEvent):
    """A version of the terms of use or of a charter was published."""

    number: int
    material: bool


@dataclass(frozen=True, slots=True)
class RulesAccepted(RulesEvent):
    """Somebody accepted the terms of use or a charter."""

    number: int


@dataclass(frozen=True, slots=True)
class AcceptancesExported(RulesEvent):
    """The list of who accepted the terms of use was exported."""

    format: str
    justification: str
