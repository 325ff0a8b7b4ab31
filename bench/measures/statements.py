"""How many SQL statements a request takes, counted in an application of this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.parse import quote

from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from bench.browser import UnexpectedAnswer, fields_of
from bench.datasets import EDITORS, PASSWORD, settings_of
from bench.round import Round
from wiki.app import assemble, create_app

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
        _count(round, name, site.database.engine, lambda path=path: partial(client.get, path))  # type: ignore[misc]  # a lambda that holds the loop's value
    _count(round, "save", site.database.engine, lambda: _saving(client, page))
    site.engine.close()
    site.database.close()


def _count(round: Round, name: str, engine: Engine, prepare: Callable[[], Request]) -> None:
    _succeed(prepare())
    request = prepare()
    with _counted(engine) as sent:
        _succeed(request)
    round.report.add(f"statements: {name}", statements=len(sent))


@contextmanager
def _counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that are sent in the meantime; the beginning of a transaction is none."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


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
