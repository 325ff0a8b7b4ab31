"""Who is asking: what the host lends, flask-login's user, and the identity that the host gets in return."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, cast
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, redirect, request, url_for
from flask_babel import format_timedelta, gettext
from flask_login import AnonymousUserMixin, UserMixin, current_user
from sqlalchemy import ScalarSelect
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from auth import sessions
from auth.directories.base import Directory
from auth.errors import AuthError, ConfirmationNeeded
from auth.identity import ANONYMOUS, Identity
from auth.models import Account
from auth.passwords import Passwords
from auth.sessions import SignedIn
from auth.settings import AuthSettings

EXTENSION = "relais-auth"

blueprint = Blueprint("auth", __name__, url_prefix="/-")

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Host:
    """What the application that signs people in lends: its Session of the request above all."""

    session: Callable[[], Session]
    directories: Callable[[], Sequence[Directory]]
    settings: AuthSettings
    passwords: Passwords
    clock: Callable[[], datetime]
    settle: Callable[[], None]
    touch: Callable[[int], None]
    also: ScalarSelect[Any] | None
    told: Callable[[str, int | None, str], None]
    admit: Callable[[Account], None]


def host() -> Host:
    return cast(Host, current_app.extensions[EXTENSION])


class SignedInUser(UserMixin):
    """flask-login's user. Its id is the session's token, so that each request asks the server's own list."""

    def __init__(self, token: str, found: SignedIn) -> None:
        self.token = token
        self.session_id = found.session_id
        self.identity = found.identity
        self.confirmed_at = found.confirmed_at
        self.also = found.also

    def get_id(self) -> str:
        return self.token


class Nobody(AnonymousUserMixin):
    """flask-login's user when nobody is signed in."""

    identity = ANONYMOUS
    also = None


def load_user(token: str) -> SignedInUser | None:
    lent = host()
    now = lent.clock()
    found = sessions.find_signed_in(lent.session(), token, lent.settings.sessions, now, lent.also)
    if found is None:
        return None
    if found.stale(now):
        lent.touch(found.session_id)
    return SignedInUser(token, found)


def current_identity() -> Identity:
    """Who is asking in this request; ANONYMOUS when nobody is signed in."""
    identity: Identity = current_user.identity
    return identity


def also_known() -> Any:
    """What the host asked to know at each request; None when nobody is signed in."""
    return current_user.also


def require_fresh() -> None:
    """Let pass whoever typed their password a short while ago.

    :raises ConfirmationNeeded: the others.
    """
    lent = host()
    fresh = lent.settings.sessions.fresh
    confirmed_at: datetime | None = getattr(current_user, "confirmed_at", None)
    if fresh and (confirmed_at is None or lent.clock() - confirmed_at > fresh):
        raise ConfirmationNeeded


def local_path(target: str | None) -> str:
    """`target` when it is a path of this site, else the home page: a link to sign in must not lead elsewhere."""
    home = f"{request.script_root}/"
    if not target or not target.startswith("/") or target.startswith("//"):
        return home
    # Browsers drop tabs and line ends, and read a backslash as a slash.
    if "\\" in target or any(ord(character) <= 32 or ord(character) == 127 for character in target):
        return home
    parts = urlsplit(target)
    return home if parts.scheme or parts.netloc else target


def message_of(error: AuthError) -> str:
    """The error's sentence in the person's language."""
    values = {
        name: format_timedelta(value) if isinstance(value, timedelta) else value
        for name, value in error.values.items()
    }
    return str(gettext(error.sentence(), **values))


def signed_in(view: Callable[P, AnyResponse]) -> Callable[P, AnyResponse]:
    """A view for those who are signed in; others are asked to sign in first, and come back."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> AnyResponse:
        return view(*args, **kwargs) if current_user.is_authenticated else ask_to_sign_in()

    return guarded


def ask_to_sign_in() -> AnyResponse:
    # Only what was read can be come back to; what was posted cannot be sent again by a link.
    target = request.full_path.removesuffix("?") if request.method in ("GET", "HEAD") else None
    return redirect(url_for("auth.sign_in", next=target), 303)


@blueprint.after_request
def keep_out_of_caches(response: Response) -> Response:
    """Sign-in pages and lists of sessions are nobody else's (L-13)."""
    response.headers["Cache-Control"] = "private, no-store"
    return response
