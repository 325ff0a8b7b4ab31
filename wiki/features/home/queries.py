"""What somebody's home shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy.orm import Session

from wiki.access.viewer import Viewer
from wiki.parts.drafts.models import key_of
from wiki.parts.drafts.queries import SHELF as DRAFTS_SHELF
from wiki.parts.favourites.queries import SHELVES
from wiki.parts.shelves import Kept, on_shelves
from wiki.registry import KINDS, Card


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A draft, with where to go on writing it."""

    title: str
    url: str
    language: str
    saved_at: datetime


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
            found.append(Unfinished(draft.title or title, address, language, draft.at))
    return found


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
