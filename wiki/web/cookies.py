"""Flask's signed cookie, whose signature is checked once for each browser and not again at each of its requests."""

from __future__ import annotations

from functools import cached_property, lru_cache
from weakref import WeakKeyDictionary

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer

REMEMBERED = 4096  # cookies in memory, some 300 bytes each


class Cookies(SecureCookieSessionInterface):
    """With one signer for all requests. Whether somebody is still signed in is for the server's own list to say, not
    for the age of a cookie."""

    @cached_property
    def _signers(self) -> WeakKeyDictionary[Flask, URLSafeTimedSerializer | None]:
        return WeakKeyDictionary()

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if app not in self._signers:
            self._signers[app] = super().get_signing_serializer(app)
        return self._signers[app]

    def open_session(self, app: Flask, asked: Request) -> SecureCookieSession | None:
        known = _read(app.secret_key, asked.cookies.get(self.get_cookie_name(app)))
        if known:
            return self.session_class(known[0])
        opened = super().open_session(app, asked)
        # What cannot change in its place.
        if opened and all(isinstance(value, str) for value in opened.values()):
            known.append(dict(opened))
        return opened

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if request.endpoint == "static":  # the same for everybody: a cache between may keep it whoever asks
            return
        if session.modified or session.permanent:
            super().save_session(app, session, response)
        elif session.accessed:
            response.headers["Vary"] = "Cookie"


@lru_cache(maxsize=REMEMBERED)
def _read(secret: str | bytes | None, cookie: str | None) -> list[dict[str, str]]:
    """The place in memory of what a cookie says under this secret, empty at first."""
    return []
