"""Home, in the browser."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import timedelta

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wiki.features.home import queries
from wiki.parts.changes import latest
from wiki.parts.drafts.queries import DRAFTS
from wiki.parts.favourites.queries import SEEN, ways_back
from wiki.parts.notices.queries import unread
from wiki.parts.shelves import Kept
from wiki.parts.spaces.queries import readable_spaces
from wiki.registry import Change
from wiki.web.forms import sent
from wiki.web.gates import for_signed_in
from wiki.web.notices import shown
from wiki.web.trail import trail
from wiki.web.transaction import session
from wiki.web.viewing import viewer

blueprint = Blueprint("home", __name__)

LATEST = 12  # changes shown
NOTICES = 5  # not read yet
WAYS_BACK = 8  # favourites, and items seen lately
FIRST_DAYS = 10  # items seen: whoever saw so many is no newcomer, in whatever browser they come
WELCOMED = "relais-welcomed"  # whose browser said that they need no welcome any more


def _news(elsewhere: Container[tuple[str, int | None]]) -> Sequence[Change]:
    """The last change of each item that is not shown elsewhere, so that one page that is much worked on does not fill
    the list."""
    for looked_at in (2 * LATEST, 8 * LATEST):
        changes = latest(session(), viewer(), limit=looked_at, minor=False, unmuted=True)
        last = {
            change.url: change
            for change in reversed(changes)
            if (change.kind, change.item_id) not in elsewhere
        }
        if len(last) >= LATEST or len(changes) < looked_at:
            break
    return sorted(last.values(), key=lambda change: change.at, reverse=True)[:LATEST]


@blueprint.get("/")
@for_signed_in
def index() -> str:
    readable = readable_spaces(session(), viewer())
    spaces = [
        {
            "title": space.title,
            "language": space.language,
            "url": url_for("spaces.home", space=space.slug),
            "description": space.description,
            "visibility": space.visibility,
            "rights": viewer().rights.get(space.id, ()),
        }
        for space in readable
    ]
    kept = queries.kept(session(), viewer())
    drafts, parts = queries.once(
        queries.unfinished(session(), viewer(), kept.get(DRAFTS, ())), queries.parts(session(), viewer())
    )
    listed = {(card.kind, card.id) for part in parts for card in part.cards}
    return render_template(
        "features/home/home.html",
        spaces=spaces,
        openings=queries.openings(viewer(), readable),
        welcome=_welcomes(kept),
        notices=[shown(notice) for notice in unread(session(), viewer(), NOTICES)],
        recent=_news(listed | {draft.item for draft in drafts if draft.item}),
        drafts=drafts,
        parts=parts,
        back=ways_back(session(), viewer(), kept, trail(), most=3 * WAYS_BACK),
        most_ways_back=WAYS_BACK,
    )


@blueprint.post("/-/welcome")
@for_signed_in
def welcomed() -> Response:
    """The newcomer needs the first words no more. Kept by the browser: reading home writes and asks nothing for it."""
    sent()
    response = redirect(url_for("home.index"), 303)
    response.set_cookie(
        WELCOMED,
        str(viewer().account_id),
        max_age=timedelta(days=400),
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def _welcomes(kept: Mapping[str, Sequence[Kept]]) -> bool:
    """Whether the viewer is shown the first words of a newcomer."""
    dismissed = request.cookies.get(WELCOMED) == str(viewer().account_id)
    return not dismissed and len(kept.get(SEEN, ())) < FIRST_DAYS
