"""What somebody's home shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy.orm import Session

from wiki.access.decision import may
from wiki.access.viewer import Viewer
from wiki.parts.cards import Reference
from wiki.parts.drafts.models import key_of
from wiki.parts.drafts.queries import SHELF as DRAFTS_SHELF
from wiki.parts.favourites.queries import SHELVES
from wiki.parts.shelves import Kept, on_shelves
from wiki.parts.spaces.models import Space
from wiki.registry import KINDS, Card


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A draft, with where to go on writing it."""

    title: str
    url: str
    language: str
    saved_at: datetime
    item: Reference | None  # that is changed or replied to, None for a new one
    facts: tuple[Any, ...] = ()  # that are worth knowing of the item


def kept(session: Session, viewer: Viewer) -> Mapping[str, Sequence[Kept]]:
    """What is kept for the viewer: drafts, favourites, what they saw."""
    return on_shelves(session, viewer, DRAFTS_SHELF, *SHELVES)


def unfinished(session: Session, viewer: Viewer, kept: Sequence[Kept]) -> Sequence[Unfinished]:
    """Those of these drafts whose place the viewer may still open."""
    places = [draft.place for draft in kept]
    writers = [kind.writing_at for kind in KINDS if kind.writing_at is not None] if places else []
    open_ = dict(chain.from_iterable(at(session, viewer, places).items() for at in writers))
    found = []
    for draft in kept:
        if draft.place in open_:
            title, url, language = open_[draft.place]
            address = f"{url}?draft={key_of(draft.place)}"
            found.append(Unfinished(draft.title or title, address, language, draft.at, _item(draft)))
    return found


def _item(draft: Kept) -> Reference | None:
    kind, *number = draft.place.split(":")
    return (kind, int(number[0])) if kind in KINDS and len(number) == 1 and number[0].isdecimal() else None


@dataclass(frozen=True, slots=True)
class Part:
    """A short list of home, with something in it."""

    name: str  # within the page
    title: Any
    icon: str
    cards: Sequence[Card]


def parts(session: Session, viewer: Viewer) -> Sequence[Part]:
    """What every kind brings to the viewer's home, without what is empty."""
    brought = [(f"{kind.name}-{number}", part) for kind in KINDS for number, part in enumerate(kind.home)]
    found = (
        Part(name, part.title, part.icon, part.cards(session, viewer, part.most)) for name, part in brought
    )
    return [part for part in found if part.cards]


def once(drafts: Sequence[Unfinished], parts: Sequence[Part]) -> tuple[list[Unfinished], list[Part]]:
    """The same with each item once: what was begun comes before what waits, and says what is new in it."""
    begun = {draft.item for draft in drafts}
    facts = {(card.kind, card.id): card.facts for part in parts for card in part.cards}
    shown: set[Reference | None] = set(begun)
    kept: list[Part] = []
    for part in parts:
        cards = [card for card in part.cards if (card.kind, card.id) not in shown]
        shown.update((card.kind, card.id) for card in cards)
        kept += [replace(part, cards=cards)] if cards else []
    return [
        replace(draft, facts=facts.get(draft.item, ())) if draft.item else draft for draft in drafts
    ], kept


@dataclass(frozen=True, slots=True)
class Begin:
    """What the viewer may begin, with the spaces where: title, its language, address."""

    label: Any
    icon: str
    places: Sequence[tuple[str, str, str]]


def openings(viewer: Viewer, spaces: Sequence[Space]) -> Sequence[Begin]:
    """What can be begun from home, in those of these spaces where the viewer may."""
    offered = (kind.opening for kind in KINDS if kind.opening is not None)
    found = [
        Begin(
            opening.label,
            opening.icon,
            [
                (space.title, space.language, opening.path(space.slug))
                for space in spaces
                if may(viewer, opening.action, space)
            ],
        )
        for opening in offered
    ]
    return [begin for begin in found if begin.places]
