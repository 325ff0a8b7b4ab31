"""Around the whole program: each request gets an id, is counted, and leaves one line that says how it was answered.

Neither the line nor the figures hold what people typed or who they are: the route stands for the address, and the
number of the account for the person.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from flask import Flask, request

from wiki.logs import REQUEST, REQUESTS, Answered
from wiki.web.tally import Tally

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER: Final = "X-Request-ID"
# Where the viewing of a request leaves the number of the account that asks.
ACCOUNT: Final = "relais.account"

_ID = "relais.request"
_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}", re.ASCII)

log = logging.getLogger(REQUESTS)


def init_app(app: Flask, *, trusted: bool) -> Tally:
    """Watch every request of this program, once all its routes are there; returns what is counted.

    :param trusted: a proxy stands in front, whose X-Request-ID is taken for ours.
    """
    tally = Tally([rule.rule for rule in app.url_map.iter_rules()])
    app.wsgi_app = _Journal(app.wsgi_app, tally, trusted=trusted)  # type: ignore[method-assign]
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
        status, size, route = "500", "0", None

        def start(line: str, headers: list[tuple[str, str]], failure: Any = None) -> Any:
            nonlocal status, size, route
            status, route = line, _route(environ)
            size = next((value for name, value in headers if name == "Content-Length"), "0")
            headers.append((HEADER, named))
            return start_response(line, headers, failure)

        mark = REQUEST.set(named)
        try:
            return self._app(environ, start)
        finally:
            self._note(environ, route, int(status[:3]), int(size), perf_counter() - began)
            REQUEST.reset(mark)

    def _named(self, environ: WSGIEnvironment) -> str:
        given = environ.get("HTTP_X_REQUEST_ID") if self._trusted else None
        return given if given and _WELL_FORMED.fullmatch(given) else os.urandom(6).hex()

    def _note(
        self, environ: WSGIEnvironment, route: str | None, status: int, size: int, seconds: float
    ) -> None:
        method = environ["REQUEST_METHOD"]
        self._tally.add(route, method, status, seconds)
        if log.isEnabledFor(logging.INFO):
            answered = Answered(method, route, status, round(seconds * 1000, 1), environ.get(ACCOUNT), size)
            log.info("answered", extra={"answered": answered})


def _route(environ: WSGIEnvironment) -> str | None:
    """The template of the address that was asked for, while its request is at hand."""
    asked = environ.get("werkzeug.request")
    rule = asked.url_rule if asked is not None else None
    return rule.rule if rule is not None else None
