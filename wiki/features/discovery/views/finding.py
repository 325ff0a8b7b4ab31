"""Searching, suggestions and recent changes, in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, current_app, jsonify, render_template, request, url_for
from flask_babel import format_date, gettext
from werkzeug.wrappers import Response

from search.engines.base import Engine
from search.errors import NothingAsked, QuerySyntaxError
from search.language import parse
from wiki import clock
from wiki.features.discovery import facets, queries
from wiki.features.discovery.queries import ON_A_SCREEN, Found
from wiki.parts.changes import latest, narrowing
from wiki.parts.favourites.queries import SHELVES, ways_back
from wiki.parts.shelves import on_shelves
from wiki.parts.spaces.queries import readable_spaces
from wiki.registry import KINDS, Card, Change
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
    answer = queries.answer(session(), engine(), viewer(), query, offset=offset)
    results = answer.results
    return _search_page(
        typed,
        results=SimpleNamespace(
            total=results.total,
            partial=results.partial,
            suggestion=(results.suggestion, url_for("discovery.search", q=results.suggestion))
            if results.suggestion
            else None,
        ),
        hits=[_hit(found) for found in answer.found],
        facets=facets.facets_of(session(), query, results),
        active_filters=facets.active_filters(session(), query),
        **_neighbours(typed, offset, results.total),
    )


@blueprint.get("/-/quick")
@for_signed_in
def quick() -> Response:
    """Titles that begin with what was typed; before anything is, the ways back."""
    typed = request.args.get("q", "").strip()
    if not typed:
        return jsonify(suggestions=_ways_back())
    cards = queries.suggestions(session(), engine(), viewer(), typed)
    return jsonify(suggestions=[_suggestion(card) for card in cards])


def _ways_back() -> list[dict[str, str]]:
    """The viewer's favourites, then what they saw last."""
    kept = on_shelves(session(), viewer(), *SHELVES)
    back = ways_back(session(), viewer(), kept, trail(), most=3 * WAYS_BACK)
    groups = ((gettext("Favourites"), back.favourites), (gettext("Recently seen"), back.seen))
    return [{**_suggestion(card), "group": name} for name, cards in groups for card in cards[:WAYS_BACK]]


def _suggestion(card: Card) -> dict[str, str]:
    return {
        "title": card.title,
        "language": card.language,
        "space": card.space_title,
        "url": card.url,
        "kind": str(KINDS[card.kind].labels[0]),
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
        "hits": [],
        "facets": [],
        "active_filters": [],
        "problem": None,
        "older_url": None,
        "newer_url": None,
    }
    return render_template("features/discovery/search.html", query=typed, **(blank | values))


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
