"""Whoever has not accepted the terms of use is asked to at their first page, and until then reads alone, or not even
that: as the settings say. It costs a statement to them alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, redirect, request, url_for
from flask import session as cookie
from flask_babel import gettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from wiki.access.viewer import Viewer
from wiki.errors import RulesNotAccepted
from wiki.parts.rules.queries import has_accepted
from wiki.parts.rules.wording import set_apart
from wiki.parts.spaces.models import Space
from wiki.web.binding import binding, closed, lapsed_before
from wiki.web.content import Text, content
from wiki.web.errors import wants_json
from wiki.web.gates import EVERYONE, PROGRAMS
from wiki.web.language import locale
from wiki.web.telling import told_of
from wiki.web.transaction import session
from wiki.web.viewing import viewer

ALWAYS = frozenset({"auth", "help"})  # one's own account, and how things are done here
ACCEPTING = "rules.accept"
ASKED = "asked"  # in the cookie: the session in which they were asked


@dataclass(frozen=True, slots=True)
class ToldOfRules:
    """What keeps somebody from writing where they are, and where they read it."""

    sentence: Any
    url: str


def init_app(app: Flask) -> None:
    app.before_request(_ask_first)
    app.jinja_env.globals.update(
        rules_here=rules_here,
        rules_in_short=rules_in_short,
        rules_disclaimer=rules_disclaimer,
        set_apart=set_apart,
    )


def require_reading(known: Viewer) -> None:
    """For what is read without signing in, by a key.

    :raises RulesNotAccepted: where nothing is open to whoever has not accepted the terms of use.
    """
    if closed() and not has_accepted(session(), known.account_id, lapsed_before()):
        raise RulesNotAccepted(space_id=0)


def rules_here() -> ToldOfRules | None:
    """What is to be accepted before the viewer writes here: in the whole site, or in the space of the address."""
    if 0 in viewer().unaccepted:
        return ToldOfRules(
            gettext("You read, and write once you have accepted the terms of use."), terms_url()
        )
    name = (request.view_args or {}).get("space")
    space = session().scalar(select(Space).where(Space.slug == name)) if name else None
    if space is None or space.id not in viewer().unaccepted:
        return None
    said = gettext("You read in “%(title)s”, and write there once you have accepted its charter.")
    return ToldOfRules(told_of(said, space), charter_url(space.slug))


def rules_in_short() -> Text:
    """The rules in a few lines, for those who are writing."""
    return content().text("rules", "short", locale())


def rules_disclaimer() -> Text | None:
    """What discussions say at their foot; None when the organisation left it empty."""
    text = content().text("rules", "disclaimer", locale())
    return text if text.body.strip() else None


def terms_url() -> str:
    """Where the terms of use are accepted, with the way back to what is read here."""
    here = request.full_path.removesuffix("?") if request.method == "GET" else None
    return url_for("rules.terms", next=here if request.endpoint != "rules.terms" else None)


def charter_url(slug: str) -> str:
    return url_for("rules.charter", space=slug)


def _ask_first() -> Response | None:
    """:raises RulesNotAccepted: for what somebody may not do before."""
    if _is_open() or not viewer().asked:
        return None
    if request.method in ("GET", "HEAD"):
        return _lead_there() if closed() or _not_asked_yet() else None
    if binding():
        raise RulesNotAccepted(space_id=0)
    return None


def _is_open() -> bool:
    """Whether this is for those too who have accepted nothing."""
    view = current_app.view_functions.get(request.endpoint or "")
    asks = getattr(getattr(view, "gate", None), "asks", None)
    return (
        view is None
        or asks in (EVERYONE, PROGRAMS)
        or request.endpoint in ("static", ACCEPTING)
        or request.blueprint in ALWAYS
    )


def _not_asked_yet() -> bool:
    """Whether a person opens a page for the first time since they signed in; what scripts fetch is no page."""
    return _opens_a_page() and cookie.get(ASKED) != _signed_in_as()


def _opens_a_page() -> bool:
    return request.headers.get("Sec-Fetch-Dest", "document") == "document" and not wants_json()


def _signed_in_as() -> str:
    return str(cookie.get("_user_id", ""))[:12]


def _lead_there() -> Response:
    if not _opens_a_page():
        raise RulesNotAccepted(space_id=0)
    cookie[ASKED] = _signed_in_as()
    return redirect(terms_url(), 303)
