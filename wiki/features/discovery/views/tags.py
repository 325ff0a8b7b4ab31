"""Tags with their pages and topics, in the browser."""

from __future__ import annotations

from datetime import datetime
from string import ascii_lowercase

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wiki.features.discovery.views.finding import blueprint, instant
from wiki.parts.tags.listing import Bearers, most_used, tagged
from wiki.parts.tags.listing import tags as tags_listed
from wiki.web.gates import for_signed_in
from wiki.web.transaction import session
from wiki.web.viewing import viewer

TAGS = 200  # on a screen
USED = 30  # the most used ones, above a long list
LETTERS = ascii_lowercase
BEARERS = 20  # of each kind


@blueprint.get("/-/tags")
@for_signed_in
def tags() -> str:
    asked = {name: request.args.get(name, "").strip() for name in ("q", "from", "after")}
    listed = tags_listed(
        session(),
        viewer(),
        after=asked["after"],
        since=asked["from"],
        holding=asked["q"],
        limit=TAGS + 1,
    )
    shown, further = listed[:TAGS], len(listed) > TAGS
    whole = not any(asked.values())
    onward = url_for("discovery.tags", q=asked["q"] or None, after=shown[-1].key) if further else None
    return render_template(
        "features/discovery/tags.html",
        tags=shown,
        used=most_used(session(), viewer(), USED) if whole and further else (),
        asked=asked["q"],
        letter=asked["from"],
        letters=[] if whole and not further else LETTERS,
        newer_url=None if whole else url_for("discovery.tags"),
        older_url=onward,
    )


@blueprint.get("/-/tag")
@for_signed_in
def tag() -> str | Response:
    """Named in the query of the address: a tag may hold whatever a path may not."""
    name, kind = request.args.get("name", ""), request.args.get("kind") or None
    if not name:
        return redirect(url_for("discovery.tags"), 303)
    label, bearers = tagged(
        session(), viewer(), name, kind=kind, before=_before() if kind else None, limit=BEARERS
    )
    return render_template(
        "features/discovery/tag.html",
        label=label,
        bearers=[(each, _onward(label, each)) for each in bearers],
    )


def _before() -> tuple[datetime, int] | None:
    at, item_id = instant(request.args.get("before")), request.args.get("id", type=int)
    return (at, item_id) if at is not None and item_id is not None else None


def _onward(label: str, bearers: Bearers) -> str | None:
    """Where the others of the kind are."""
    if bearers.onward is None:
        return None
    at, item_id = bearers.onward
    return url_for("discovery.tag", name=label, kind=bearers.kind.name, before=at.isoformat(), id=item_id)
