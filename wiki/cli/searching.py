"""Search from the command line, and build the index anew."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import click
from sqlalchemy.orm import Session

from search.errors import QuerySyntaxError
from search.language import parse
from wiki.access.viewer import Viewer
from wiki.app import Site
from wiki.cli.accounts import viewer_named
from wiki.cli.asking import ACCOUNT, FILE, QUERY, Number
from wiki.cli.language import _, ngettext
from wiki.cli.opening import open_site, operator_of
from wiki.cli.progress import progress
from wiki.cli.sentences import sentence_of
from wiki.features.discovery import indexing
from wiki.features.discovery.queries import ON_A_SCREEN, Found, answer


@click.command(help=_("Build the search index anew beside the one that serves, then put it in its place."))
def reindex() -> None:
    site = open_site()
    with site.database.reading() as session, progress(_("Indexing"), indexing.count(session)) as told:
        number = indexing.rebuild(session, site.engine, told)
    click.echo(
        ngettext("%(number)s document is in the index.", "%(number)s documents are in the index.", number)
        % {"number": number}
    )


@click.command(help=_("Search what a person may read; without --as, everything."))
@click.argument("query", metavar=f"[{QUERY}]", required=False)
@click.option(
    "--from",
    "source",
    metavar=FILE,
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help=_("File of queries, one a line; - for the standard input."),
)
@click.option("--as", "account", metavar=ACCOUNT, help=_("User name of the person who searches."))
@click.option("--limit", type=Number(1, 1000), default=ON_A_SCREEN, show_default=True, help=_("Hits shown."))
@click.option("--json", "as_json", is_flag=True, help=_("One line of JSON for each query."))
def search(query: str | None, source: str | None, account: str | None, limit: int, as_json: bool) -> None:
    if query is not None and source is None:
        queries: Iterable[str] = [query]
    elif source is not None and query is None:
        queries = _lines_of(source)
    else:
        raise click.UsageError(_("Give a query, or --from and a file of them."))
    site = open_site()
    with site.database.reading() as session:
        viewer = viewer_named(session, account) if account else operator_of(site)
        for typed in queries:
            told = _answer(site, session, viewer, typed, limit, forgiving=source is not None)
            click.echo(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(_lines(told)))


def _lines_of(source: str) -> Iterator[str]:
    with click.open_file(source, encoding="utf-8") as file:
        yield from (line.strip() for line in file if line.strip())


def _answer(
    site: Site, session: Session, viewer: Viewer, typed: str, limit: int, *, forgiving: bool
) -> dict[str, Any]:
    """The hits as plain values. One query that cannot be understood does not stop those that follow."""
    try:
        query = parse(typed, (viewer.language or site.settings.language)[:2])
    except QuerySyntaxError as error:
        if not forgiving:
            raise
        return {"query": typed, "total": 0, "hits": [], "error": sentence_of(error)}
    found = answer(session, site.engine, viewer, query, limit=limit)
    return {"query": typed, "total": found.results.total, "hits": [_hit(each) for each in found.found]}


def _hit(found: Found) -> dict[str, Any]:
    return {
        "kind": found.card.kind,
        "id": found.card.id,
        "title": found.card.title,
        "url": found.card.url,
        "source_slug": found.card.source_slug,
        "score": round(found.hit.score, 4),
    }


def _lines(told: dict[str, Any]) -> Iterator[str]:
    number = told["total"]
    counted = ngettext("%(number)s result", "%(number)s results", number) % {"number": number}
    yield f"{told['query']} — {told.get('error', counted)}"
    for hit in told["hits"]:
        yield f"{hit['score']:9.2f}  {hit['title']}  {hit['url']}"
