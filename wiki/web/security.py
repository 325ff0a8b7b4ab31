"""What every answer carries: what a browser may load, what a cache may keep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
ONE_YEAR = 31_536_000  # seconds


def init_app(app: Flask, *, secure: bool) -> None:
    """:param secure: the site is reached over TLS alone."""
    headers = [
        ("Content-Security-Policy", POLICY),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ]
    if secure:
        headers.append(("Strict-Transport-Security", f"max-age={ONE_YEAR}; includeSubDomains"))
    app.wsgi_app = _Carrying(app.wsgi_app, headers)  # type: ignore[method-assign]  # as Flask's documentation does

    @app.after_request
    def keep_out_of_caches(response: Response) -> Response:
        if request.endpoint != "static" or response.status_code >= 400:  # L-13: errors are private too
            response.headers["Cache-Control"] = "private, no-store"
        return response


class _Carrying:
    """Gives each answer of a program these headers, all in one piece, whoever made it."""

    def __init__(self, app: WSGIApplication, headers: Sequence[tuple[str, str]]) -> None:
        self._app, self._headers = app, headers

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], failure: Any = None) -> Any:
            return start_response(status, [*headers, *self._headers], failure)

        return self._app(environ, start)
