"""One's own sessions and password."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from auth import accounts, attempts, sessions
from auth.errors import AuthError, SignInRefused, WrongCredentials
from auth.models import Account
from auth.web.entering import leave, page, require_confirmation, start_afresh
from auth.web.forms import Confirmation, PasswordForm
from auth.web.host import blueprint, host, message_of, signed_in


@blueprint.get("/account/sessions", endpoint="sessions")
@signed_in
def own_sessions() -> AnyResponse:
    lent = host()
    living = sessions.sessions_of(
        lent.session(), current_user.identity.account_id, lent.settings.sessions, lent.clock()
    )
    return page(
        "auth/sessions.html",
        sessions=sorted(living, key=lambda each: each.id != current_user.session_id),
        this_one=current_user.session_id,
        done=request.args.get("done"),
        form=Confirmation(),
    )


@blueprint.post("/account/sessions/<int:session_id>/end")
@signed_in
def end_session(session_id: int) -> AnyResponse:
    require_confirmation()
    if not sessions.end(host().session(), current_user.identity.account_id, session_id):
        raise NotFound
    if session_id == current_user.session_id:
        leave()
        return redirect(url_for("auth.sign_in", left="here"), 303)
    return redirect(url_for("auth.sessions", done="ended"), 303)


@blueprint.post("/account/sessions/end-others")
@signed_in
def end_other_sessions() -> AnyResponse:
    require_confirmation()
    sessions.end_all(host().session(), current_user.identity.account_id, but=current_user.session_id)
    return redirect(url_for("auth.sessions", done="others"), 303)


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
            host().session(), host().passwords, account, form.new_password.data or "", host().clock()
        )
    except AuthError as error:
        return _password_problem(form, account, form.new_password, error)
    start_afresh(account)
    return redirect(url_for("auth.sessions", done="password"), 303)


def _own_account() -> Account:
    account = accounts.find_account(host().session(), current_user.identity.account_id)
    if account is None:
        raise NotFound
    return account


def _prove_password(account: Account, password: str) -> None:
    """The person at the keyboard knows the password of today; guesses are counted as at sign-in."""
    lent = host()
    tried = attempts.record(
        lent.session(), account.username, request.remote_addr, lent.settings.attempts, lent.clock()
    )
    if not lent.passwords.verify(account.password_hash, password):
        raise WrongCredentials
    attempts.withdraw(lent.session(), tried)


def _password_problem(form: PasswordForm, account: Account, field: Any, error: AuthError) -> Response:
    wrong = isinstance(error, WrongCredentials)
    text = gettext("This is not your current password.") if wrong else message_of(error)
    field.errors = [*field.errors, text]
    return _password_page(form, account, 422 if wrong else error.status)


def _password_page(form: PasswordForm, account: Account, status: int = 200) -> Response:
    minimum = host().settings.passwords.minimum_length
    return page("auth/password.html", form=form, account=account, minimum_length=minimum, status=status)
