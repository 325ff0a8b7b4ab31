"""Filters as links: what narrows a search, what takes a filter away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from search.documents import Query, Results
from search.language import text_of
from wiki.features.discovery.queries import Group, space_titles
from wiki.parts.words import folded
from wiki.registry import KINDS
from wiki.web.viewing import viewer

SHOWN = 8  # values of one facet

Value = tuple[
    str, int, str, bool, str
]  # label, how many results, address, in force, language if it is a title


def facets_of(
    session: Session, query: Query, results: Results, groups: Sequence[Group]
) -> list[tuple[str, list[Value]]]:
    """What the results can be narrowed by; a facet with one value that is not in force says nothing."""
    kinds = {**results.facets.get("kind", {}), **{group.of.name: group.count for group in groups}}
    titles = space_titles(session, viewer(), list(results.facets.get("space", ())))
    drawn = (
        (gettext("Kind"), _values(query, kinds, "kinds", _kind_label)),
        (gettext("Space"), _values(query, results.facets.get("space", {}), "spaces", str, titles)),
        (gettext("Tag"), _values(query, results.facets.get("tag", {}), "tags", str)),
    )
    return [
        (label, values) for label, values in drawn if len(values) > 1 or any(value[3] for value in values)
    ]


def active_filters(session: Session, query: Query) -> list[tuple[str, str]]:
    """(label, address without it) of the filters in force."""
    titles = space_titles(session, viewer(), list(query.spaces))
    active = [(_kind_label(name), _without(query, "kinds", name)) for name in sorted(query.kinds)]
    active += [
        (titles.get(slug, (slug, ""))[0], _without(query, "spaces", slug)) for slug in sorted(query.spaces)
    ]
    active += [(f"#{tag}", _without(query, "tags", tag)) for tag in query.tags]
    active += [(name, _without(query, "authors", name)) for name in query.authors]
    if query.after:
        label = gettext("since %(day)s", day=query.after.date().isoformat())
        active.append((label, search_url(replace(query, after=None))))
    if query.before:
        label = gettext("before %(day)s", day=query.before.date().isoformat())
        active.append((label, search_url(replace(query, before=None))))
    return active


def search_url(query: Query, **values: Any) -> str:
    return url_for("discovery.search", q=text_of(query), **values)


def _values(
    query: Query,
    counts: Mapping[str, int],
    name: str,
    label: Callable[[str], str],
    titles: Mapping[str, tuple[str, str]] = MappingProxyType({}),
) -> list[Value]:
    chosen = getattr(query, name)
    best = sorted(counts.items(), key=lambda item: (-item[1], folded(item[0])))[:SHOWN]
    values = []
    for value, count in best:
        title, language = titles.get(value, (label(value), ""))
        address = _without(query, name, value) if value in chosen else _with(query, name, value)
        values.append((title, count, address, value in chosen, language))
    return values


def _with(query: Query, name: str, value: str) -> str:
    chosen = getattr(query, name)
    return search_url(replace(query, **{name: type(chosen)([*chosen, value])}))


def _without(query: Query, name: str, value: str) -> str:
    chosen = getattr(query, name)
    return search_url(replace(query, **{name: type(chosen)(kept for kept in chosen if kept != value)}))


def _kind_label(name: str) -> str:
    if name in KINDS:
        return str(KINDS[name].labels[1])
    return next((str(each.labels[1]) for each in KINDS.by_name if each.name == name), name)
