"""The proof that what is posted was asked for on a page of ours: Flask-WTF's token, signed once for each session."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask, g, request, session
from flask_wtf.csrf import CSRFProtect, generate_csrf

REMEMBERED = 4096  # sessions whose token is kept signed in memory
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
FIELD = "csrf_token"  # in the form, in the session and in `g`


class Protection(CSRFProtect):  # type: ignore[misc]  # the library says no types
    """Flask-WTF's, which looks for exemptions before it looks whether there is anything to be exempt from."""

    def protect(self, apply_exemptions: bool = False) -> None:
        if request.method in WRITING:
            super().protect(apply_exemptions)


def init_app(app: Flask) -> None:
    Protection(app)
    app.context_processor(lambda: {FIELD: csrf_token})


def csrf_token() -> str:
    """The token of this request's session. It lives as long as the session, so its signature does not age."""
    secret = session.get(FIELD)
    if secret is None or FIELD in g:
        return str(generate_csrf())
    signed = _signed(secret)
    if not signed:
        signed.append(generate_csrf())
    g.csrf_token = signed[0]
    return signed[0]


@lru_cache(maxsize=REMEMBERED)
def _signed(secret: str) -> list[str]:
    """The place in memory of a session's signed token, empty at first."""
    return []
