"""Feeds, in the browser and for those who read them."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from wiki import clock
from wiki.features.feeds.atom import atom
from wiki.parts.changes import latest
from wiki.parts.feeds.commands import make_feed_key, withdraw_feed_key
from wiki.parts.feeds.queries import feed_made_at, holder
from wiki.web.gates import for_everyone, for_signed_in
from wiki.web.language import locale
from wiki.web.transaction import session, write
from wiki.web.viewing import see_as, viewer

blueprint = Blueprint("feeds", __name__)

CHANGES = 50  # in a feed


@blueprint.get("/-/feeds/<key>.atom")
@for_everyone
def changes(key: str) -> Response:
    """Open to everyone because no reader of feeds signs in: the key says who asks, and their rights are asked now."""
    known = holder(session(), key)
    see_as(known)
    document = atom(
        latest(session(), known, limit=CHANGES, minor=False),
        title=gettext("Recent changes"),
        root=request.host_url.rstrip("/"),
        path=url_for("discovery.recent"),
        language=locale().replace("_", "-"),
        now=clock.now(),
    )
    return current_app.response_class(document, content_type="application/atom+xml; charset=utf-8")


@blueprint.get("/-/feed")
@for_signed_in
def own() -> str:
    return _page()


@blueprint.post("/-/feed")
@for_signed_in
def make() -> str:
    """The address is in the answer itself: nothing that could show it again is kept."""
    key = make_feed_key(write(), viewer())
    return _page(url_for("feeds.changes", key=key, _external=True))


@blueprint.post("/-/feed/withdraw")
@for_signed_in
def withdraw() -> Response:
    withdraw_feed_key(write(), viewer())
    flash(gettext("Your feed is withdrawn: its address opens nothing any more."), "success")
    return redirect(url_for("feeds.own"), 303)


def _page(address: str | None = None) -> str:
    return render_template(
        "features/feeds/own.html", address=address, made_at=feed_made_at(session(), viewer())
    )
