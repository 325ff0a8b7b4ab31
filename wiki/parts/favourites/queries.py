"""What a person comes back to, as cards of what they may read at this moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, ColumnElement, Exists, String, cast, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from wiki.access.viewer import Viewer
from wiki.parts.cards import Reference, cards_of
from wiki.parts.favourites.models import MOST, REMEMBERED, Favourite, Seen
from wiki.parts.shelves import Kept, shelf
from wiki.registry import Card

FAVOURITES, SEEN = "favourites", "seen"


def _place(table: type[Favourite | Seen]) -> ColumnElement[str]:
    return table.item_kind + ":" + cast(table.item_id, String)


SHELVES = (
    shelf(
        FAVOURITES,
        place=_place(Favourite),
        title=literal(""),
        at=Favourite.marked_at,
        owner_id=Favourite.account_id,
        most=MOST,
    ),
    shelf(
        SEEN,
        place=_place(Seen),
        title=literal(""),
        at=Seen.seen_at,
        owner_id=Seen.account_id,
        most=REMEMBERED,
    ),
)


@dataclass(frozen=True, slots=True)
class WaysBack:
    """The viewer's favourites, last marked first, and what they saw, last first."""

    favourites: Sequence[Card]
    seen: Sequence[Card]


def favourite_mark(kind: str, item_id: InstrumentedAttribute[int], me: BindParameter[int]) -> Exists:
    """Whether the item is a favourite of this person: a column for the item's own query, so that it costs no
    statement."""
    return (
        select(literal(1))
        .where(Favourite.account_id == me, Favourite.item_kind == kind, Favourite.item_id == item_id)
        .exists()
    )


def ways_back(
    session: Session,
    viewer: Viewer,
    found: Mapping[str, Sequence[Kept]],
    opened: Iterable[Reference],
    most: int = MOST,
) -> WaysBack:
    """The cards of what was found on the shelves, of so many favourites; `opened` is what the viewer saw and that is
    not noted yet, last first. What they may no longer read, or that is in the bin, is left out without a word."""
    favourites = [kept.item for kept in found.get(FAVOURITES, ())][:most]
    seen = list(dict.fromkeys([*opened, *(kept.item for kept in found.get(SEEN, ()))]))[:REMEMBERED]
    cards = cards_of(session, viewer, dict.fromkeys([*favourites, *seen]))
    return WaysBack(
        [cards[item] for item in favourites if item in cards],
        [cards[item] for item in seen if item in cards],
    )
