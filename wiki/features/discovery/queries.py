"""What is found: the engine is asked with the viewer's words, and each hit is shown only if it may be read now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from search.documents import Hit, Query, Results
from search.engines.base import Engine
from wiki.access.filters import readable
from wiki.access.viewer import Viewer
from wiki.parts.cards import cards_of
from wiki.parts.spaces.models import Space
from wiki.registry import KINDS, Card

ON_A_SCREEN = 10  # hits


@dataclass(frozen=True, slots=True)
class Found:
    """A hit with the card of its item."""

    hit: Hit
    card: Card


@dataclass(frozen=True, slots=True)
class Answer:
    results: Results
    found: Sequence[Found]


def answer(
    session: Session,
    engine: Engine,
    viewer: Viewer,
    query: Query,
    *,
    limit: int = ON_A_SCREEN,
    offset: int = 0,
) -> Answer:
    """The hits that the viewer may read, best first. The index may lag behind a right or a deletion: what it
    still names and the database no longer gives is left out."""
    results = engine.search(query, viewer.search_words, limit=limit, offset=offset)
    cards = cards_of(session, viewer, [(hit.kind, hit.id) for hit in results.hits])
    found = [Found(hit, cards[hit.kind, hit.id]) for hit in results.hits if (hit.kind, hit.id) in cards]
    return Answer(results, found)


def suggestions(session: Session, engine: Engine, viewer: Viewer, typed: str, limit: int = 8) -> list[Card]:
    """Cards of the titles that begin so, for the quick switcher."""
    offered = engine.suggest(typed, viewer.search_words, limit=limit)
    cards = cards_of(session, viewer, [(each.kind, each.id) for each in offered])
    return [cards[each.kind, each.id] for each in offered if (each.kind, each.id) in cards]


def linkable(session: Session, engine: Engine, viewer: Viewer, typed: str, limit: int = 8) -> list[Card]:
    """Cards of what a text may link to by such a title; of one space when its address stands before a colon."""
    name, colon, rest = (part.strip() for part in typed.partition(":"))
    elsewhere = bool(colon) and name in space_titles(session, viewer, [name])
    offered = suggestions(session, engine, viewer, rest if elsewhere else typed, limit=4 * limit)
    chosen = [card for card in offered if card.kind in KINDS.named]
    return [card for card in chosen if not elsewhere or card.space_url.strip("/") == name][:limit]


def space_titles(session: Session, viewer: Viewer, slugs: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    """Address → (title, its language) of those of these spaces that the viewer may read: any address can be asked
    for."""
    readable_ones = readable(viewer, Space.access_class_id)
    named = select(Space.slug, Space.title, Space.language).where(Space.slug.in_(slugs), readable_ones)
    return {slug: (title, language) for slug, title, language in session.execute(named)}
