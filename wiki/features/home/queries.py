"""What somebody's home shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from wiki.access.viewer import Viewer
from wiki.parts.drafts.queries import drafts
from wiki.registry import KINDS, Card


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A draft, with where to go on writing it."""

    title: str
    url: str
    language: str
    saved_at: datetime


def unfinished(session: Session, viewer: Viewer) -> Sequence[Unfinished]:
    """The viewer's drafts whose place they may still open, last written first."""
    found = []
    for draft in drafts(session, viewer):
        writers = (kind.writing_at for kind in KINDS if kind.writing_at is not None)
        place = next(filter(None, (at(session, viewer, draft.place) for at in writers)), None)
        if place is not None:
            title, url, language = place
            address = f"{url}?draft={draft.key}"
            found.append(Unfinished(draft.title or title, address, language, draft.saved_at))
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
