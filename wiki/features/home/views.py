"""Home, in the browser."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, render_template, url_for

from wiki.features.home import queries
from wiki.parts.changes import latest
from wiki.parts.drafts.queries import DRAFTS
from wiki.parts.favourites.queries import ways_back
from wiki.parts.notices.queries import unread
from wiki.parts.spaces.queries import readable_spaces
from wiki.registry import Change
from wiki.web.gates import for_signed_in
from wiki.web.notices import shown
from wiki.web.trail import trail
from wiki.web.transaction import session
from wiki.web.viewing import viewer

blueprint = Blueprint("home", __name__)

LATEST = 12  # changes shown
NOTICES = 5  # not read yet
WAYS_BACK = 8  # favourites, and items seen lately


def _news() -> Sequence[Change]:
    """The last change of each item, so that one page that is much worked on does not fill the list."""
    for looked_at in (2 * LATEST, 8 * LATEST):
        changes = latest(session(), viewer(), limit=looked_at, minor=False)
        last = {change.url: change for change in reversed(changes)}
        if len(last) >= LATEST or len(changes) < looked_at:
            break
    return sorted(last.values(), key=lambda change: change.at, reverse=True)[:LATEST]


@blueprint.get("/")
@for_signed_in
def index() -> str:
    spaces = [
        {
            "title": space.title,
            "language": space.language,
            "url": url_for("spaces.home", space=space.slug),
            "description": space.description,
            "visibility": space.visibility,
            "rights": viewer().rights.get(space.id, ()),
        }
        for space in readable_spaces(session(), viewer())
    ]
    kept = queries.kept(session(), viewer())
    return render_template(
        "features/home/home.html",
        spaces=spaces,
        recent=_news(),
        notices=[shown(notice) for notice in unread(session(), viewer(), NOTICES)],
        drafts=queries.unfinished(session(), viewer(), kept.get(DRAFTS, ())),
        parts=queries.parts(session(), viewer()),
        back=ways_back(session(), viewer(), kept, trail(), most=3 * WAYS_BACK),
        most_ways_back=WAYS_BACK,
    )
