"""One handler for everything that is refused: the same sentence as a page or as JSON, with what was typed kept."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, redirect, render_template, request, url_for
from flask_babel import format_timedelta, gettext
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy import select
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as AnyResponse

from auth.errors import AuthError, ConfirmationNeeded
from auth.web import ask_again
from search.errors import SearchError
from wiki.access.viewer import NOBODY
from wiki.errors import (
    Forbidden,
    FormExpired,
    Invalid,
    NotFound,
    RelaisError,
    RulesNotAccepted,
    SignInNeeded,
    TooLarge,
    Unavailable,
)
from wiki.parts.spaces.models import Space
from wiki.web.journal import request_id
from wiki.web.transaction import discard, session

log = logging.getLogger("relais")

# What a person typed and would not like to type again, from these fields of any form.
WORDS = {
    "title": _("Title"),
    "body": _("Text"),
    "summary": _("Summary"),
    "description": _("Description"),
    "reason": _("Reason"),
}


class Garbled(RelaisError):
    """What was sent cannot be understood. Go back and try again."""

    status = 400


class UnknownHost(RelaisError):
    """This site does not answer to the name under which it was asked."""

    status = 400


BY_STATUS: Mapping[int, type[RelaisError]] = {
    400: Garbled,
    403: Forbidden,
    404: NotFound,
    405: NotFound,
    413: TooLarge,
    422: Invalid,
    503: Unavailable,
}


def init_app(app: Flask) -> None:
    app.register_error_handler(RelaisError, answer)
    app.register_error_handler(AuthError, answer)
    app.register_error_handler(SearchError, answer)
    app.register_error_handler(CSRFError, lambda error: answer(FormExpired()))
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(SecurityError, _answer_unknown_host)
    app.register_error_handler(OperationalError, _answer_database)
    app.register_error_handler(DataError, _answer_impossible)
    app.register_error_handler(OverflowError, _answer_impossible)
    app.register_error_handler(Exception, _answer_unexpected)


Refusal = RelaisError | AuthError | SearchError


def words_of(error: Refusal) -> str:
    """The error's sentence in the language of the answer."""
    sentence = " ".join((type(error).__doc__ or "").split())
    values = {
        name: format_timedelta(value) if isinstance(value, timedelta) else value
        for name, value in error.values.items()
    }
    return str(gettext(sentence, **values))


def answer(error: Refusal) -> AnyResponse:
    """The problem page of this error, or its JSON; whoever has to sign in is led there."""
    discard()
    if isinstance(error, SignInNeeded) and not wants_json():
        target = request.full_path.removesuffix("?") if request.method in ("GET", "HEAD") else None
        return redirect(url_for("auth.sign_in", next=target), 303)
    if isinstance(error, ConfirmationNeeded) and not wants_json():
        return _ask_for_password()
    if wants_json():
        return _with_status(jsonify(error=words_of(error), **_quotable(error)), error.status)
    return _page(error)


def _ask_for_password() -> AnyResponse:
    """The way to what is sensitive: what was sent is kept, and sent on once the password is typed."""
    target = request.full_path.removesuffix("?")
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("auth.confirm", next=target), 303)
    sent = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    return ask_again(target, sent)


def _page(error: Refusal) -> Response:
    page = render_template(
        "errors/problem.html",
        status=error.status,
        title=_title(error),
        sentence=words_of(error),
        hints=(),
        kept=_kept_words(),
        again=_form_again() if isinstance(error, FormExpired) else None,
        rules=_rules(error) if isinstance(error, RulesNotAccepted) else None,
        **_quotable(error),
    )
    return Response(page, error.status, mimetype="text/html")


def _quotable(error: Refusal) -> Mapping[str, str]:
    """What lets those who run the site find in its log what went wrong."""
    return {"request_id": request_id()} if error.status >= 500 else {}


def _rules(error: RulesNotAccepted) -> str:
    """Where the rules are that have to be accepted first."""
    slug = session().scalar(select(Space.slug).where(Space.id == error.values["space_id"]))
    here = request.full_path.removesuffix("?") if request.method == "GET" else None
    return url_for("rules.charter", space=slug, next=here) if slug else url_for("rules.terms", next=here)


def _form_again() -> str | None:
    """Where the form that was sent can be opened anew."""
    adapter = current_app.create_url_adapter(request)
    if adapter is None or not adapter.test(method="GET"):
        return None
    return request.full_path.removesuffix("?")


def _kept_words() -> Mapping[str, str]:
    """What was typed, by the label of its field."""
    if not _readable_form():
        return {}
    return {str(label): request.form[name] for name, label in WORDS.items() if request.form.get(name)}


def wants_json() -> bool:
    """Whether a script asked: it says so by what it accepts."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def _readable_form() -> bool:
    """Whether the form that was sent can still be read: not when it was too large to be taken in."""
    try:
        return bool(request.form)
    except HTTPException:
        return False


def _with_status(response: Response, status: int) -> Response:
    response.status_code = status
    return response


def _title(error: Refusal) -> str:
    if isinstance(error, FormExpired):
        return str(gettext("This form has expired"))
    if isinstance(error, RulesNotAccepted):
        return str(gettext("The rules come first"))
    titles: dict[int, str] = {
        403: gettext("This is not open to you"),
        404: gettext("Nothing here"),
        409: gettext("Somebody was faster"),
        413: gettext("Too large"),
        422: gettext("Something is to be corrected"),
        429: gettext("Too many tries"),
        503: gettext("Not available at the moment"),
    }
    return titles.get(error.status) or str(gettext("Something went wrong"))


def _answer_http(error: HTTPException) -> AnyResponse:
    """Flask's own refusals, in our words; redirections pass."""
    if error.response is not None or (error.code is not None and error.code < 400):
        return error.get_response()
    known = BY_STATUS.get(error.code or 500, RelaisError)
    refusal = known()
    refused: Any = answer(refusal)
    if error.code not in BY_STATUS:
        refused.status_code = error.code or 500
    return refused  # type: ignore[no-any-return]  # `answer` is Flask's to shape


def _answer_unknown_host(error: SecurityError) -> Response:
    """Without a page: no address of the site can be made for a name that is not its own."""
    return Response(words_of(UnknownHost()), UnknownHost.status, mimetype="text/plain")


def _answer_impossible(error: Exception) -> AnyResponse:
    """An address names a number, or a letter, that no row of a database can have: there is nothing at it."""
    log.warning("impossible value: %s %s", request.method, request.url_rule, exc_info=error)
    session().rollback()
    return answer(NotFound())


def _answer_database(error: OperationalError) -> AnyResponse:
    log.exception("the database does not answer")
    g.viewer = NOBODY  # who asks cannot be looked up
    return answer(Unavailable())


def _answer_unexpected(error: Exception) -> AnyResponse:
    log.exception("unexpected: %s %s", request.method, request.url_rule)
    return answer(RelaisError())
