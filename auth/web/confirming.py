"""Whoever is signed in shows again that it is them (M-19), and goes on with what they were about to do."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from auth import sessions, signing_in
from auth.browsers import browser_of
from auth.errors import SignInRefused
from auth.models import Account
from auth.web.entering import page
from auth.web.forms import KEPT, AgainForm
from auth.web.host import blueprint, host, local_path, message_of, signed_in

Fields = Sequence[tuple[str, str]]


@blueprint.get("/confirm")
@signed_in
def confirm() -> AnyResponse:
    return _ask(AgainForm(formdata=None, next=local_path(request.args.get("next"))), ())


@blueprint.post("/confirm")
@signed_in
def confirm_post() -> AnyResponse:
    form, kept = AgainForm(), _kept()
    if not form.validate():
        return _ask(form, kept, status=422)
    lent = host()
    account = lent.session().get_one(Account, current_user.identity.account_id)
    credentials = signing_in.Credentials(
        account.username, form.password.data or "", request.remote_addr, browser_of(request.user_agent.string)
    )
    try:
        signing_in.confirm(
            lent.session(),
            lent.directories(),
            account,
            credentials,
            lent.settings,
            now=lent.clock(),
            settle=lent.settle,
        )
    except SignInRefused as error:
        # An answer, not an exception: the host commits, and the try is counted.
        lent.told("not_confirmed", account.id, account.username)
        return _ask(form, kept, refusal=message_of(error), status=error.status)
    lent.told("confirmed", account.id, account.username)
    sessions.confirm(lent.session(), current_user.session_id, lent.clock())
    target = local_path(form.next.data)
    if kept:
        return page("auth/go_on.html", target=target, kept=kept)
    return redirect(target, 303)


def ask_again(target: str, sent: Fields) -> Response:
    """The question for the password, asked in place of an answer to a form that was sent to `target`."""
    return _ask(AgainForm(formdata=None, next=target), sent, status=403)


def _ask(form: AgainForm, kept: Fields, *, refusal: str | None = None, status: int = 200) -> Response:
    return page(
        "auth/confirm.html",
        form=form,
        kept=[(f"{KEPT}{name}", value) for name, value in kept],
        refusal=refusal,
        status=status,
    )


def _kept() -> Fields:
    """The fields of the form that was on its way, as they were sent."""
    return [
        (name.removeprefix(KEPT), value)
        for name, value in request.form.items(multi=True)
        if name.startswith(KEPT)
    ]
