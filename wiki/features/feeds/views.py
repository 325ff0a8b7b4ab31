"""Feeds, in the browser and for those who read them."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from wiki import clock
from wiki.features.feeds.atom import atom
from wiki.parts.changes import Narrowing, latest, narrowing
from wiki.parts.feeds.commands import make_feed_key, withdraw_feed_key
from wiki.parts.feeds.queries import feed_made_at, holder
from wiki.parts.spaces.queries import readable_spaces
from wiki.registry import KINDS
from wiki.web.agreeing import require_reading
from wiki.web.forms import sent
from wiki.web.gates import for_everyone, for_signed_in
from wiki.web.language import locale
from wiki.web.transaction import session, write
from wiki.web.viewing import see_as, viewer

blueprint = Blueprint("feeds", __name__)

CHANGES = 50  # in a feed


@blueprint.get("/-/feeds/<key>.atom")
@for_everyone
def changes(key: str) -> Response:
    """Open to everyone because no reader of feeds signs in: the key says who asks, and their rights are asked now. A
    reader that has this very document already is told so, once they were."""
    known = holder(session(), key)
    require_reading(known)
    see_as(known)
    narrowed = narrowing(session(), known, request.args)
    told = latest(session(), known, narrowed=narrowed, limit=CHANGES, minor=False)
    document = atom(
        told,
        title=_title(narrowed),
        root=request.host_url.rstrip("/"),
        path=url_for("discovery.recent", **narrowed.address),
        language=locale().replace("_", "-"),
        # Not now while there is nothing to tell, or it would never be what its reader has already.
        updated_at=told[0].at if told else feed_made_at(session(), known) or clock.now(),
    )
    answer = current_app.response_class(document, content_type="application/atom+xml; charset=utf-8")
    answer.add_etag()
    return answer.make_conditional(request)


def _title(narrowed: Narrowing) -> str:
    """What the feed tells of: « Modifications récentes – Inspection des aliments – Sujets »."""
    parts = [gettext("Recent changes")]
    parts += [narrowed.space.title] if narrowed.space else []
    parts += [str(narrowed.kind.labels[1])] if narrowed.kind else []
    return " – ".join(parts)


@blueprint.get("/-/feed")
@for_signed_in
def own() -> str:
    return _page()


@blueprint.post("/-/feed")
@for_signed_in
def make() -> str:
    """The address is in the answer itself: nothing that could show it again is kept."""
    sent()
    return _page(make_feed_key(write(), viewer()))


@blueprint.post("/-/feed/withdraw")
@for_signed_in
def withdraw() -> Response:
    sent()
    withdraw_feed_key(write(), viewer())
    flash(gettext("Your feed is withdrawn: its address opens nothing any more."), "success")
    return redirect(url_for("feeds.own"), 303)


def _page(key: str | None = None) -> str:
    """What is followed is chosen by the query of the page; its address is shown with the key while that is known, and
    afterwards as what is written behind the address that one has."""
    narrowed = narrowing(session(), viewer(), request.args)
    return render_template(
        "features/feeds/own.html",
        narrowed=narrowed,
        address=url_for("feeds.changes", key=key, _external=True, **narrowed.address) if key else None,
        behind=f"?{urlencode(narrowed.address)}" if narrowed.address else "",
        here=url_for("feeds.make", **narrowed.address),
        made_at=feed_made_at(session(), viewer()),
        spaces=readable_spaces(session(), viewer()),
        kinds=list(KINDS),
    )
