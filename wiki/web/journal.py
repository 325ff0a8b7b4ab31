"""Around the whole program: each request gets an id, is counted, and leaves one line that says how it was answered.

Neither the line nor the figures hold what people typed or who they are: the route stands for the address, and the
number of the account for the person.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from flask import Flask, request

from wiki.logs import ANSWERS, REQUEST
from wiki.web.tally import Tally

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER: Final = "X-Request-ID"
# Where the viewing of a request leaves the number of the account that asks.
ACCOUNT: Final = "relais.account"

_ID: Final = "relais.request"
# No letter of it needs to be escaped anywhere: it stands in lines, headers and pages as it is.
_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}", re.ASCII)


def init_app(app: Flask, *, trusted: bool) -> Tally:
    """Watch every request of this program, once all its routes are there; returns what is counted.

    :param trusted: a proxy stands in front, whose X-Request-ID is taken for ours.
    """
    tally = Tally([rule.rule for rule in app.url_map.iter_rules()])
    app.wsgi_app = _Journal(app.wsgi_app, tally, trusted=trusted)  # type: ignore[method-assign]  # as Flask tells to
    return tally


def request_id() -> str:
    """The id of this request, which a person can quote."""
    return str(request.environ.get(_ID, ""))


class _Journal:
    """Stands before everything else, so that nothing is answered without having been seen."""

    def __init__(self, app: WSGIApplication, tally: Tally, *, trusted: bool) -> None:
        self._app, self._tally, self._trusted = app, tally, trusted

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        began = perf_counter()
        named = environ[_ID] = self._named(environ)
        # The answer that was begun last counts: an error may have taken the place of another.
        status, size, route = 500, 0, None

        def start(line: str, headers: list[tuple[str, str]], failure: Any = None) -> Any:
            nonlocal status, size, route
            status, size, route = int(line[:3]), _length(headers), _route(environ)
            headers.append((HEADER, named))
            return start_response(line, headers, failure)

        mark = REQUEST.set(named)
        try:
            return self._app(environ, start)
        finally:
            method, seconds = environ["REQUEST_METHOD"], perf_counter() - began
            self._tally.add(route, method, status, seconds)
            ANSWERS.tell(method, route, status, seconds, environ.get(ACCOUNT), size)
            REQUEST.reset(mark)

    def _named(self, environ: WSGIEnvironment) -> str:
        given = environ.get("HTTP_X_REQUEST_ID") if self._trusted else None
        return given if given and _WELL_FORMED.fullmatch(given) else os.urandom(6).hex()


def _length(headers: Iterable[tuple[str, str]]) -> int:
    """Bytes of the body, 0 when nobody said."""
    for name, value in headers:
        if name == "Content-Length":
            return int(value)
    return 0


def _route(environ: WSGIEnvironment) -> str | None:
    """The template of the address that was asked for, while its request is at hand."""
    asked = environ.get("werkzeug.request")
    rule = asked.url_rule if asked is not None else None
    return rule.rule if rule is not None else None
