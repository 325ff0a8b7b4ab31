"""Searching, suggestions and recent changes, in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import groupby
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, current_app, jsonify, render_template, request, url_for
from flask_babel import format_date, gettext
from werkzeug.wrappers import Response

from search.documents import Query, Results
from search.engines.base import Engine
from search.errors import NothingAsked, QuerySyntaxError
from search.language import parse
from wiki import clock
from wiki.features.discovery import facets, queries
from wiki.features.discovery.queries import ON_A_SCREEN, Found, Group
from wiki.parts.changes import latest, narrowing
from wiki.parts.favourites.queries import SHELVES, ways_back
from wiki.parts.shelves import on_shelves
from wiki.parts.spaces.queries import readable_spaces
from wiki.registry import KINDS, ByName, Card, Change, Named
from wiki.web.dates import day_of
from wiki.web.errors import words_of
from wiki.web.gates import for_signed_in
from wiki.web.language import locale
from wiki.web.trail import trail
from wiki.web.transaction import session
from wiki.web.viewing import viewer

blueprint = Blueprint("discovery", __name__)

EXTENSION = "relais-search"
FURTHEST = 1000  # hits that can be leafed through
CHANGES = 50  # on a screen
WAYS_BACK = 6  # favourites, and items seen lately, in the quick switcher


def engine() -> Engine:
    found: Engine = current_app.extensions[EXTENSION]
    return found


@blueprint.get("/-/search")
@for_signed_in
def search() -> str | tuple[str, int]:
    typed = request.args.get("q", "").strip()
    if not typed:
        return _search_page(typed)
    try:
        query = parse(typed, locale()[:2])
        if query.asks_nothing:
            raise NothingAsked(typed=typed)
    except QuerySyntaxError as error:
        return _search_page(typed, problem=words_of(error)), error.status
    offset = min(max(request.args.get("offset", 0, int), 0), FURTHEST - ON_A_SCREEN)
    groups = queries.groups_named(session(), viewer(), query, offset=offset)
    wanted = queries.named_kinds(query)
    if wanted and len(wanted) == len(query.kinds):  # the index knows of none of them
        answer = queries.Answer(Results((), 0), [])
    else:
        answer = queries.answer(session(), engine(), viewer(), query, offset=offset)
    results = answer.results
    shown = [group for group in groups if not query.kinds or group.of in wanted]
    return _search_page(
        typed,
        results=_summary(results, corrected=not groups),
        groups=[_group(query, group) for group in shown if group.of in wanted or not offset],
        hits=[_hit(found) for found in answer.found],
        facets=facets.facets_of(session(), query, results, groups),
        active_filters=facets.active_filters(session(), query),
        **_neighbours(typed, offset, max([results.total, *(group.count for group in shown if wanted)])),
    )


@blueprint.get("/-/quick")
@for_signed_in
def quick() -> Response:
    """Titles that begin with what was typed; before anything is, the ways back."""
    typed = request.args.get("q", "").strip()
    if not typed:
        return jsonify(suggestions=[{**_suggestion(card), "group": name} for card, name in _ways_back()])
    cards = queries.suggestions(session(), engine(), viewer(), typed)
    named = queries.offered_named(session(), viewer(), typed)
    return jsonify(suggestions=[*map(_suggestion, cards), *(_offered(of, one) for of, one in named)])


@blueprint.get("/-/links")
@for_signed_in
def links() -> Response:
    """The same of what a text in the space `from` can link to by its title, each with the link as it is written."""
    typed = request.args.get("q", "").strip()
    if not typed:
        back = [(card, name) for card, name in _ways_back() if card.kind in KINDS.named]
        return jsonify(suggestions=[{**_link(card), "group": name} for card, name in back])
    cards = queries.linkable(session(), engine(), viewer(), typed)
    return jsonify(suggestions=[_link(card) for card in cards])


def _ways_back() -> list[tuple[Card, str]]:
    """The viewer's favourites, then what they saw last, each with the name of its group."""
    kept = on_shelves(session(), viewer(), *SHELVES)
    back = ways_back(session(), viewer(), kept, trail(), most=3 * WAYS_BACK)
    groups = ((gettext("Favourites"), back.favourites), (gettext("Recently seen"), back.seen))
    return [(card, name) for name, cards in groups for card in cards[:WAYS_BACK]]


def _link(card: Card) -> dict[str, str]:
    return {**_suggestion(card), "link": KINDS.naming.written(card, request.args.get("from", ""))}


def _suggestion(card: Card) -> dict[str, str]:
    return {
        "title": card.title,
        "language": card.language,
        "space": card.space_title,
        "url": card.url,
        "kind": str(KINDS[card.kind].labels[0]),
    }


def _offered(of: ByName, one: Named) -> dict[str, str]:
    """Under the name of its sort, below the titles."""
    return {
        "title": one.title,
        "language": "",
        "space": one.detail,
        "url": one.url,
        "kind": str(of.labels[0]),
        "group": str(of.labels[1]),
    }


@blueprint.get("/-/recent")
@for_signed_in
def recent() -> str:
    narrowed = narrowing(session(), viewer(), request.args)
    before = instant(request.args.get("before"))
    minor = "minor" in request.args
    changes = latest(session(), viewer(), narrowed=narrowed, before=before, limit=CHANGES, minor=minor)
    older = changes[-1].at.isoformat() if len(changes) == CHANGES else None
    address: dict[str, Any] = narrowed.address | ({"minor": "1"} if minor else {})
    return render_template(
        "features/discovery/recent.html",
        minor=minor,
        changes=_by_day(changes),
        spaces=readable_spaces(session(), viewer()),
        kinds=list(KINDS),
        narrowed=narrowed,
        pager=SimpleNamespace(
            older_url=url_for("discovery.recent", **address, before=older) if older else None,
            newer_url=url_for("discovery.recent", **address) if before else None,
        ),
    )


def _search_page(typed: str, **values: Any) -> str:
    blank: dict[str, Any] = {
        "results": None,
        "groups": [],
        "hits": [],
        "facets": [],
        "active_filters": [],
        "problem": None,
        "older_url": None,
        "newer_url": None,
    }
    return render_template("features/discovery/search.html", query=typed, **(blank | values))


def _summary(results: Results, *, corrected: bool) -> SimpleNamespace:
    """What is said above the hits. A name that somebody bears needs no correction."""
    instead = results.suggestion if corrected else None
    return SimpleNamespace(
        total=results.total,
        partial=results.partial,
        suggestion=(instead, url_for("discovery.search", q=instead)) if instead else None,
    )


def _group(query: Query, group: Group) -> SimpleNamespace:
    """Those found by name, with the address of all of them when these are only the first."""
    more = len(group.named) < group.count and group.of.name not in query.kinds
    return SimpleNamespace(
        name=group.of.name,
        label=group.of.labels[1],
        count=group.count,
        named=group.named,
        more_url=facets.search_url(replace(query, kinds=frozenset({group.of.name}))) if more else None,
    )


def _hit(found: Found) -> dict[str, Any]:
    card = found.card
    return {
        "title_pieces": found.hit.title_pieces or ((card.title, False),),
        "language": card.language,
        "url": card.url,
        "space_title": card.space_title,
        "space_language": card.space_language,
        "space_url": card.space_url,
        "kind_label": KINDS[card.kind].labels[0],
        "snippet_pieces": found.hit.snippet,
        "updated_at": card.updated_at,
        "author": card.author,
        "tags": card.tags,
        "facts": card.facts,
        "official": card.official,
        "quote": card.quote,
    }


def _neighbours(typed: str, offset: int, total: int) -> dict[str, str | None]:
    """Addresses of the results before and after these."""
    following = offset + ON_A_SCREEN
    more = following < min(total, FURTHEST)
    return {
        "older_url": url_for("discovery.search", q=typed, offset=following) if more else None,
        "newer_url": url_for("discovery.search", q=typed, offset=max(0, offset - ON_A_SCREEN))
        if offset
        else None,
    }


def _by_day(changes: Sequence[Change]) -> list[tuple[str, list[Change]]]:
    def local_day(change: Change) -> date:
        return day_of(change.at)

    return [(_day_label(day), list(of_day)) for day, of_day in groupby(changes, key=local_day)]


def _day_label(day: date) -> str:
    ago = (day_of(clock.now()) - day).days
    if ago == 0:
        return str(gettext("Today"))
    return str(gettext("Yesterday")) if ago == 1 else str(format_date(day, "full")).capitalize()


def instant(text: str | None) -> datetime | None:
    """An instant of an address; what is none begins at the beginning."""
    try:
        instant = datetime.fromisoformat(text or "")
        return instant.astimezone(UTC) if instant.tzinfo else None
    except (ValueError, OverflowError):
        return None
