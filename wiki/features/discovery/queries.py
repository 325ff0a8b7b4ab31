"""What is found: the engine is asked with the viewer's words, and each hit is shown only if it may be read now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from search.analysis import folded
from search.documents import Hit, Query, Results
from search.engines.base import Engine
from wiki.access.filters import readable
from wiki.access.viewer import Viewer
from wiki.parts.cards import cards_of
from wiki.parts.spaces.models import Space
from wiki.registry import KINDS, ByName, Card, Named

ON_A_SCREEN = 10  # hits
FIRST_NAMED = 3  # of each sort that is found by name, above the hits
OFFERED_NAMED = 4  # in the quick switcher


@dataclass(frozen=True, slots=True)
class Found:
    """A hit with the card of its item."""

    hit: Hit
    card: Card


@dataclass(frozen=True, slots=True)
class Answer:
    results: Results
    found: Sequence[Found]


@dataclass(frozen=True, slots=True)
class Group:
    """Those of one sort that are found by their names: some of them, and how many there are."""

    of: ByName
    named: Sequence[Named]
    count: int


def groups_named(session: Session, viewer: Viewer, query: Query, *, offset: int = 0) -> list[Group]:
    """What is called so, of every sort that the question does not leave out. Alone asked for, a sort is leafed
    through. A filter by what only items have (a space, a tag, a date) leaves all of it out."""
    if not query.clauses or query != Query(query.clauses, kinds=query.kinds, language=query.language):
        return []
    alone = len(named_kinds(query)) == len(query.kinds) == 1
    limit, after = (ON_A_SCREEN, offset) if alone else (FIRST_NAMED, 0)
    words = [[clause.text for clause in group] for group in query.clauses]
    found = [(each, *each.found(session, viewer, words, limit, after)) for each in KINDS.by_name]
    return [Group(each, named, count) for each, named, count in found if count]


def named_kinds(query: Query) -> list[ByName]:
    """The sorts found by name to which the question is narrowed."""
    wanted = {folded(kind) for kind in query.kinds}
    return [each for each in KINDS.by_name if each.name in wanted]


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


def offered_named(session: Session, viewer: Viewer, typed: str) -> list[tuple[ByName, Named]]:
    """What is called so, for the quick switcher."""
    words = [[word] for word in typed[:200].split()[:6]]
    found = [(each, each.found(session, viewer, words, OFFERED_NAMED, 0)) for each in KINDS.by_name]
    return [(each, one) for each, (named, _count) in found for one in named]


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
    if not slugs:
        return {}
    readable_ones = readable(viewer, Space.access_class_id)
    named = select(Space.slug, Space.title, Space.language).where(Space.slug.in_(slugs), readable_ones)
    return {slug: (title, language) for slug, title, language in session.execute(named)}
