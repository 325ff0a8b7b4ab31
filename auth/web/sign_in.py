"""Sign in, sign out, here or everywhere."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from auth import sessions, signing_in
from auth.browsers import browser_of
from auth.errors import SignInRefused
from auth.web.entering import end_previous, enter, leave, page, require_confirmation
from auth.web.forms import SignInForm
from auth.web.host import blueprint, current_identity, host, local_path, message_of, signed_in


@blueprint.get("/sign-in")
def sign_in() -> AnyResponse:
    target = local_path(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(target, 303)
    form = SignInForm(formdata=None, next=target)
    return page("auth/sign_in.html", form=form, left=request.args.get("left"))


@blueprint.post("/sign-in")
def sign_in_post() -> AnyResponse:
    form = SignInForm()
    if not form.validate():
        return page("auth/sign_in.html", form=form, status=422)
    lent = host()
    try:
        token = signing_in.sign_in(
            lent.session(),
            lent.directories(),
            _credentials(form),
            lent.settings,
            now=lent.clock(),
            settle=lent.settle,
            admit=lent.admit,
        )
    except SignInRefused as error:
        # An answer, not an exception: the host commits, and the try is counted.
        lent.told("refused", None, form.username.data or "")
        return _refusal(form, error)
    end_previous()
    enter(token)
    lent.told("signed_in", current_identity().account_id, form.username.data or "")
    return redirect(local_path(form.next.data), 303)


@blueprint.post("/sign-out")
def sign_out() -> AnyResponse:
    require_confirmation()
    host().told("signed_out", current_identity().account_id, "")
    end_previous()
    leave()
    return redirect(url_for("auth.sign_in", left="here"), 303)


@blueprint.post("/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> AnyResponse:
    require_confirmation()
    host().told("signed_out", current_identity().account_id, "")
    sessions.end_all(host().session(), current_user.identity.account_id)
    leave()
    return redirect(url_for("auth.sign_in", left="everywhere"), 303)


def _credentials(form: SignInForm) -> signing_in.Credentials:
    return signing_in.Credentials(
        username=form.username.data or "",
        password=form.password.data or "",
        address=request.remote_addr,
        browser=browser_of(request.user_agent.string),
    )


def _refusal(form: SignInForm, error: SignInRefused) -> Response:
    answer = page("auth/sign_in.html", form=form, refusal=message_of(error), status=error.status)
    if isinstance(wait := error.values.get("wait"), timedelta):
        answer.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
    return answer
