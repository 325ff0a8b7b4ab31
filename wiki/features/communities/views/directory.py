"""The directory of communities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template, request, url_for

from wiki.access.decision import may
from wiki.access.item import SITE
from wiki.features.communities.naming import JOINING_LABELS, STAGE_LABELS
from wiki.features.communities.views.doors import blueprint
from wiki.parts.communities.queries import Listed, Wanted, directory, narrowed
from wiki.web.gates import for_signed_in
from wiki.web.labels import communities
from wiki.web.transaction import session
from wiki.web.viewing import viewer

ON_A_SCREEN = 40


@blueprint.get("/-/communities")
@for_signed_in
def index() -> str:
    asked = request.args
    wanted = Wanted(
        asked.get("domain", ""), asked.get("stage", ""), bool(asked.get("mine")), asked.get("q", "")
    )
    known = directory(session(), viewer())
    found = narrowed(known, viewer(), wanted)
    begin = max(asked.get("begin", 0, int), 0)
    return render_template(
        "features/communities/directory.html",
        communities=found[begin : begin + ON_A_SCREEN],
        total=len(found),
        wanted=wanted,
        domains=domains_of(known),
        stages=[(stage, label) for stage, label in STAGE_LABELS.items()],
        stage_labels=STAGE_LABELS,
        joining_labels=JOINING_LABELS,
        rights=viewer().rights,
        may_open=may_open(),
        previous_url=_address(wanted, begin - ON_A_SCREEN) if begin else None,
        next_url=_address(wanted, begin + ON_A_SCREEN) if begin + ON_A_SCREEN < len(found) else None,
    )


def may_open() -> bool:
    """Whether the viewer may open a community on this site."""
    allowed = communities().open_by == "staff" or viewer().administrator
    return allowed and may(viewer(), "site.open_community", SITE)


def domains_of(known: Sequence[Listed]) -> list[str]:
    """The domains of these communities, each once, by name."""
    named = {one.domain_key: one.domain for one in known if one.domain}
    return [named[key] for key in sorted(named)]


def _address(wanted: Wanted, begin: int) -> str:
    values: dict[str, Any] = {
        "domain": wanted.domain,
        "stage": wanted.stage,
        "mine": "1" if wanted.mine else "",
        "q": wanted.words,
        "begin": max(begin, 0) or "",
    }
    return url_for("communities.index", **{name: value for name, value in values.items() if value})
