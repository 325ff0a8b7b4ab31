"""Favourites, in the browser."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from wiki.parts.favourites.commands import forget_seen, mark_favourite, take_back_favourite
from wiki.parts.favourites.queries import SHELVES, ways_back
from wiki.parts.shelves import on_shelves
from wiki.web.forms import sent
from wiki.web.gates import for_signed_in
from wiki.web.trail import forget_trail, trail
from wiki.web.transaction import session, write
from wiki.web.viewing import viewer

blueprint = Blueprint("favourites", __name__)


@blueprint.get("/-/favourites")
@for_signed_in
def index() -> str:
    found = on_shelves(session(), viewer(), *SHELVES)
    return render_template(
        "features/favourites/favourites.html", back=ways_back(session(), viewer(), found, trail())
    )


@blueprint.post("/-/favourites/<kind>/<int:item_id>")
@for_signed_in
def mark(kind: str, item_id: int) -> Response:
    """Marked when `keep` says something, otherwise taken back: sent twice, it changes nothing more."""
    keep = bool(sent("keep")["keep"])
    if keep:
        mark_favourite(write(), viewer(), (kind, item_id))
    else:
        take_back_favourite(write(), viewer(), (kind, item_id))
    if request.is_json:
        return jsonify(favourite=keep)
    return redirect(_where_it_was_sent() or url_for("favourites.index"), 303)


@blueprint.post("/-/favourites/forget-seen")
@for_signed_in
def forget() -> Response:
    sent()
    forget_seen(write(), viewer())
    flash(gettext("What you saw is forgotten."), "success")
    answer = redirect(url_for("favourites.index"), 303)
    forget_trail(answer)
    return answer


def _where_it_was_sent() -> str | None:
    """The address of the page of this site on which the button was pressed, if the browser tells."""
    came = urlsplit(request.referrer or "")
    if came.netloc != request.host or not came.path.startswith("/") or came.path.startswith("//"):
        return None
    return f"{came.path}?{came.query}" if came.query else came.path
