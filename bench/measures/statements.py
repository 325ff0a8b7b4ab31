"""How many SQL statements a request takes, counted in an application of this process."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from urllib.parse import quote

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bench.browser import UnexpectedAnswer, fields_of
from bench.datasets import EDITORS, PASSWORD, settings_of
from bench.round import Round
from tests.statements import counted
from wiki.app import assemble, create_app
from wiki.db import Database

Request = Callable[[], TestResponse]


def statements(round: Round) -> None:
    """Of a page, its history, a search, home, recent changes and a save, once everything is warm."""
    site = assemble(settings_of(round.data))
    client = create_app(site).test_client()
    _sign_in(client)
    page = round.dataset.plan.small[0]
    words = next(iter(round.dataset.plan.searches.values()))[0]
    reading = {
        "page": page,
        "history": f"{page}/-/history",
        "search": f"/-/search?q={quote(words)}",
        "home": "/",
        "recent changes": "/-/recent",
    }
    for name, path in reading.items():
        _count(round, name, site.database, lambda path=path: partial(client.get, path))  # type: ignore[misc]  # a lambda that holds the loop's value
    _count(round, "save", site.database, lambda: _saving(client, page))
    site.engine.close()
    site.database.close()


def _count(round: Round, name: str, database: Database, prepare: Callable[[], Request]) -> None:
    _succeed(prepare())
    request = prepare()
    with counted(database) as sent:
        _succeed(request)
    round.report.add(f"statements: {name}", statements=len(sent))


def _sign_in(client: FlaskClient) -> None:
    fields = fields_of(client.get("/-/sign-in").text, "password")
    client.post("/-/sign-in", data=fields | {"username": EDITORS[0], "password": PASSWORD})


def _saving(client: FlaskClient, page: str) -> Request:
    """A save whose form is already open."""
    fields = fields_of(client.get(f"{page}/-/edit").text, "base_revision")
    return partial(client.post, f"{page}/-/edit", data=fields | {"body": f"{fields['body']}\n\nUne ligne."})


def _succeed(request: Request) -> None:
    response = request()
    if response.status_code not in (200, 303):
        raise UnexpectedAnswer(f"{response.request.path} answered {response.status_code}")
