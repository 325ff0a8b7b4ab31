"""A browser gets a session, and gives it back."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request, session
from flask_login import current_user, login_user, logout_user
from werkzeug.exceptions import BadRequest

from auth import sessions
from auth.browsers import browser_of
from auth.models import Account
from auth.web.forms import Confirmation
from auth.web.host import host, load_user


def end_previous() -> None:
    """End what the browser was signed in with: one browser, one session."""
    if current_user.is_authenticated:
        sessions.end_by_token(host().session(), current_user.get_id())


def enter(token: str) -> None:
    """Nothing of what the cookie held before survives: neither a planted session nor its CSRF secret."""
    session.clear()
    login_user(load_user(token))
    session.pop("_id", None)  # a hash of address and browser, which nothing here reads
    session.pop("_fresh", None)


def leave() -> None:
    logout_user()
    session.clear()


def start_afresh(account: Account) -> None:
    """After a change of password: every session of the account ends, and this browser gets a new one."""
    sessions.end_all(host().session(), account.id)
    enter_as(account)


def enter_as(account: Account) -> None:
    """Sign the browser in for whoever has just shown in another way than by a password who they are. What it was
    signed in with before ends.

    :raises SignInRefused: when the host keeps them out.
    """
    lent = host()
    lent.admit(account)
    end_previous()
    token = sessions.open_session(
        lent.session(),
        account,
        lent.settings.sessions,
        now=lent.clock(),
        address=request.remote_addr,
        browser=browser_of(request.user_agent.string),
    )
    enter(token)


def require_confirmation() -> None:
    if not Confirmation().validate():
        raise BadRequest


def page(template: str, *, status: int = 200, **values: Any) -> Response:
    return Response(render_template(template, **values), status, mimetype="text/html")
