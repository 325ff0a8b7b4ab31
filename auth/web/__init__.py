"""Sign in, sign out, one's own sessions and password: flask-login over sessions that the server keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask_login import LoginManager
from sqlalchemy import ScalarSelect
from sqlalchemy.orm import Session

from auth import sessions
from auth.directories.base import Directory
from auth.models import Account
from auth.passwords import Passwords
from auth.settings import AuthSettings
from auth.web import confirming, own, sign_in  # noqa: F401  (their views register themselves)
from auth.web.confirming import ask_again
from auth.web.entering import enter_as
from auth.web.host import (
    EXTENSION,
    Host,
    Nobody,
    also_known,
    ask_to_sign_in,
    blueprint,
    current_identity,
    load_user,
    require_fresh,
    signed_in,
)

__all__ = [
    "also_known",
    "ask_again",
    "current_identity",
    "enter_as",
    "init_app",
    "require_fresh",
    "signed_in",
]


class _Manager(LoginManager):
    """flask-login's. The server's own list of sessions decides, not where a browser is: people change networks."""

    def _session_protection_failed(self) -> bool:
        return False


def init_app(
    app: Flask,
    *,
    session: Callable[[], Session],
    directories: Callable[[], Sequence[Directory]],
    settings: AuthSettings,
    passwords: Passwords | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    settle: Callable[[], None] = lambda: None,
    touch: Callable[[int], None] | None = None,
    also: ScalarSelect[Any] | None = None,
    told: Callable[[str, int | None, str], None] = lambda what, account_id, username: None,
    admit: Callable[[Account], None] = lambda account: None,
) -> LoginManager:
    """Give the application its sign-in pages and its `current_identity`.

    :param session: the Session of the request, which the host commits when the answer is made, whatever its status.
    :param directories: those to ask, in order, for this request.
    :param settle: ends the transaction so far, called before a directory is asked, so that none waits holding a lock.
    :param touch: notes that a session of this id was seen; by default in the Session of the request. A host whose
        readers may not write gives its own.
    :param told: hears what happens at the door, in the Session of the request: "signed_in", "refused", "confirmed",
        "not_confirmed" or "signed_out"; the account's id where there is one, and the name that was typed.
    :param admit: raises a `SignInRefused` of the host's own for whoever it keeps out, once their password was right.
    :param also: what the host needs to know at each request, for `also_known`: it costs no statement of its own.
    """
    host = Host(
        session=session,
        directories=directories,
        settings=settings,
        passwords=passwords or Passwords(settings.passwords),
        clock=clock,
        settle=settle,
        touch=touch or (lambda session_id: sessions.touch(session(), session_id, clock())),
        also=also,
        told=told,
        admit=admit,
    )
    app.extensions[EXTENSION] = host
    app.config.setdefault("SESSION_COOKIE_SAMESITE", "Lax")
    app.config["SESSION_COOKIE_SAMESITE"] = app.config["SESSION_COOKIE_SAMESITE"] or "Lax"
    app.config["SESSION_COOKIE_HTTPONLY"] = True
    manager = _Manager(app)
    manager.anonymous_user = Nobody
    manager.user_loader(load_user)
    manager.unauthorized_handler(ask_to_sign_in)
    app.register_blueprint(blueprint)
    return manager
