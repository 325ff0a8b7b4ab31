"""Sign in, sign out, one's own sessions and password: flask-login over sessions that the server keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, cast
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import format_timedelta, gettext
from flask_babel import lazy_gettext as _
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf import FlaskForm
from sqlalchemy import ScalarSelect
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response as AnyResponse
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

from auth import accounts, attempts, sessions, signing_in
from auth.browsers import browser_of
from auth.directories.base import Directory
from auth.errors import AuthError, SignInRefused, WrongCredentials
from auth.identity import ANONYMOUS, Identity
from auth.models import Account
from auth.passwords import LONGEST, Passwords
from auth.sessions import SignedIn
from auth.settings import AuthSettings

blueprint = Blueprint("auth", __name__, url_prefix="/-")

EXTENSION = "relais-auth"

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


class SignedInUser(UserMixin):
    """flask-login's user. Its id is the session's token, so that each request asks the server's own list."""

    def __init__(self, token: str, found: SignedIn) -> None:
        self.token = token
        self.session_id = found.session_id
        self.identity = found.identity
        self.also = found.also

    def get_id(self) -> str:
        return self.token


class Nobody(AnonymousUserMixin):
    """flask-login's user when nobody is signed in."""

    identity = ANONYMOUS
    also = None


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
) -> LoginManager:
    """Give the application its sign-in pages and its `current_identity`.

    :param session: the Session of the request, which the host commits when the answer is made, whatever its status.
    :param directories: those to ask, in order, for this request.
    :param settle: ends the transaction so far, called before a directory is asked, so that none waits holding a lock.
    :param touch: notes that a session of this id was seen; by default in the Session of the request. A host whose
        readers may not write gives its own.
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
    )
    app.extensions[EXTENSION] = host
    app.config.setdefault("SESSION_COOKIE_SAMESITE", "Lax")
    app.config["SESSION_COOKIE_SAMESITE"] = app.config["SESSION_COOKIE_SAMESITE"] or "Lax"
    app.config["SESSION_COOKIE_HTTPONLY"] = True
    manager = LoginManager(app)
    manager.session_protection = None  # the server's own list decides; people change networks
    manager.anonymous_user = Nobody
    manager.user_loader(_load_user)
    manager.unauthorized_handler(_ask_to_sign_in)
    app.register_blueprint(blueprint)
    return manager


def current_identity() -> Identity:
    """Who is asking in this request; ANONYMOUS when nobody is signed in."""
    identity: Identity = current_user.identity
    return identity


def also_known() -> Any:
    """What the host asked to know at each request; None when nobody is signed in."""
    return current_user.also


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
        return view(*args, **kwargs) if current_user.is_authenticated else _ask_to_sign_in()

    return guarded


# ── Forms ──────────────────────────────────────────────────────────────────────────────────────────


class SignInForm(FlaskForm):
    """Name and password, and where to go afterwards."""

    username = StringField(
        _("Username"), validators=[DataRequired(_("Type your username.")), Length(max=200)]
    )
    password = PasswordField(
        _("Password"), validators=[InputRequired(_("Type your password.")), Length(max=LONGEST)]
    )
    next = HiddenField()


class PasswordForm(FlaskForm):
    """The password of today, and the new one twice."""

    password = PasswordField(
        _("Current password"),
        validators=[InputRequired(_("Type your current password.")), Length(max=LONGEST)],
    )
    new_password = PasswordField(
        _("New password"), validators=[InputRequired(_("Type a new password.")), Length(max=LONGEST)]
    )
    again = PasswordField(
        _("New password, again"),
        validators=[EqualTo("new_password", _("This is not the new password that you typed above."))],
    )


class Confirmation(FlaskForm):
    """A button: nothing but the proof that it is of one of our pages."""


# ── Sign in and out ────────────────────────────────────────────────────────────────────────────────


@blueprint.get("/sign-in")
def sign_in() -> AnyResponse:
    target = local_path(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(target, 303)
    form = SignInForm(formdata=None, next=target)
    return _page("auth/sign_in.html", form=form, left=request.args.get("left"))


@blueprint.post("/sign-in")
def sign_in_post() -> AnyResponse:
    form = SignInForm()
    if not form.validate():
        return _page("auth/sign_in.html", form=form, status=422)
    host = _host()
    try:
        token = signing_in.sign_in(
            host.session(),
            host.directories(),
            _credentials(form),
            host.settings,
            now=host.clock(),
            settle=host.settle,
        )
    except SignInRefused as error:
        # An answer, not an exception: the host commits, and the try is counted.
        return _refusal(form, error)
    _end_previous()
    _enter(token)
    return redirect(local_path(form.next.data), 303)


@blueprint.post("/sign-out")
def sign_out() -> AnyResponse:
    _require_confirmation()
    _end_previous()
    _leave()
    return redirect(url_for("auth.sign_in", left="here"), 303)


@blueprint.post("/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> AnyResponse:
    _require_confirmation()
    sessions.end_all(_host().session(), current_user.identity.account_id)
    _leave()
    return redirect(url_for("auth.sign_in", left="everywhere"), 303)


# ── One's own sessions ─────────────────────────────────────────────────────────────────────────────


@blueprint.get("/account/sessions", endpoint="sessions")
@signed_in
def own_sessions() -> AnyResponse:
    host = _host()
    living = sessions.sessions_of(
        host.session(), current_user.identity.account_id, host.settings.sessions, host.clock()
    )
    return _page(
        "auth/sessions.html",
        sessions=living,
        this_one=current_user.session_id,
        done=request.args.get("done"),
        form=Confirmation(),
    )


@blueprint.post("/account/sessions/<int:session_id>/end")
@signed_in
def end_session(session_id: int) -> AnyResponse:
    _require_confirmation()
    if not sessions.end(_host().session(), current_user.identity.account_id, session_id):
        raise NotFound
    if session_id == current_user.session_id:
        _leave()
        return redirect(url_for("auth.sign_in", left="here"), 303)
    return redirect(url_for("auth.sessions", done="ended"), 303)


@blueprint.post("/account/sessions/end-others")
@signed_in
def end_other_sessions() -> AnyResponse:
    _require_confirmation()
    sessions.end_all(_host().session(), current_user.identity.account_id, but=current_user.session_id)
    return redirect(url_for("auth.sessions", done="others"), 303)


# ── One's own password ─────────────────────────────────────────────────────────────────────────────


@blueprint.get("/account/password", endpoint="password")
@signed_in
def own_password() -> AnyResponse:
    return _password_page(PasswordForm(formdata=None), _own_account())


@blueprint.post("/account/password")
@signed_in
def change_password() -> AnyResponse:
    form, account = PasswordForm(), _own_account()
    if account.password_hash is None:
        raise NotFound
    if not form.validate():
        return _password_page(form, account, 422)
    try:
        _prove_password(account, form.password.data or "")
    except SignInRefused as error:
        return _password_problem(form, account, form.password, error)
    try:
        accounts.set_password(
            _host().session(), _host().passwords, account, form.new_password.data or "", _host().clock()
        )
    except AuthError as error:
        return _password_problem(form, account, form.new_password, error)
    _start_afresh(account)
    return redirect(url_for("auth.sessions", done="password"), 303)


@blueprint.after_request
def keep_out_of_caches(response: Response) -> Response:
    """Sign-in pages and lists of sessions are nobody else's (L-13)."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


# ── How it is done ─────────────────────────────────────────────────────────────────────────────────


def _host() -> Host:
    return cast(Host, current_app.extensions[EXTENSION])


def _load_user(token: str) -> SignedInUser | None:
    host = _host()
    now = host.clock()
    found = sessions.find_signed_in(host.session(), token, host.settings.sessions, now, host.also)
    if found is None:
        return None
    if found.stale(now):
        host.touch(found.session_id)
    return SignedInUser(token, found)


def _ask_to_sign_in() -> AnyResponse:
    # Only what was read can be come back to; what was posted cannot be sent again by a link.
    target = request.full_path.removesuffix("?") if request.method in ("GET", "HEAD") else None
    return redirect(url_for("auth.sign_in", next=target), 303)


def _credentials(form: SignInForm) -> signing_in.Credentials:
    return signing_in.Credentials(
        username=form.username.data or "",
        password=form.password.data or "",
        address=request.remote_addr,
        browser=browser_of(request.user_agent.string),
    )


def _refusal(form: SignInForm, error: SignInRefused) -> Response:
    answer = _page("auth/sign_in.html", form=form, refusal=message_of(error), status=error.status)
    if isinstance(wait := error.values.get("wait"), timedelta):
        answer.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
    return answer


def _end_previous() -> None:
    """End what the browser was signed in with: one browser, one session."""
    if current_user.is_authenticated:
        sessions.end_by_token(_host().session(), current_user.get_id())


def _enter(token: str) -> None:
    """Nothing of what the cookie held before survives: neither a planted session nor its CSRF secret."""
    session.clear()
    login_user(_load_user(token))
    session.pop("_id", None)  # a hash of address and browser, which nothing here reads
    session.pop("_fresh", None)


def _leave() -> None:
    logout_user()
    session.clear()


def _start_afresh(account: Account) -> None:
    """After a change of password: every session of the account ends, and this browser gets a new one."""
    host = _host()
    sessions.end_all(host.session(), account.id)
    token = sessions.open_session(
        host.session(),
        account,
        host.settings.sessions,
        now=host.clock(),
        address=request.remote_addr,
        browser=browser_of(request.user_agent.string),
    )
    _enter(token)


def _own_account() -> Account:
    account = accounts.find_account(_host().session(), current_user.identity.account_id)
    if account is None:
        raise NotFound
    return account


def _prove_password(account: Account, password: str) -> None:
    """The person at the keyboard knows the password of today; guesses are counted as at sign-in."""
    host = _host()
    tried = attempts.record(
        host.session(), account.username, request.remote_addr, host.settings.attempts, host.clock()
    )
    if not host.passwords.verify(account.password_hash, password):
        raise WrongCredentials
    attempts.withdraw(host.session(), tried)


def _password_problem(form: PasswordForm, account: Account, field: Any, error: AuthError) -> Response:
    wrong = isinstance(error, WrongCredentials)
    text = gettext("This is not your current password.") if wrong else message_of(error)
    field.errors = [*field.errors, text]
    return _password_page(form, account, 422 if wrong else error.status)


def _password_page(form: PasswordForm, account: Account, status: int = 200) -> Response:
    minimum = _host().settings.passwords.minimum_length
    return _page("auth/password.html", form=form, account=account, minimum_length=minimum, status=status)


def _require_confirmation() -> None:
    if not Confirmation().validate():
        raise BadRequest


def _page(template: str, *, status: int = 200, **values: Any) -> Response:
    return Response(render_template(template, **values), status, mimetype="text/html")
