"""The directory of communities."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from wiki.access.decision import may
from wiki.access.item import SITE
from wiki.features.communities.naming import JOINING_LABELS, STAGE_LABELS
from wiki.features.communities.views.doors import blueprint
from wiki.parts.communities.queries import Wanted, count_directory, directory_on, domains
from wiki.web.gates import for_signed_in
from wiki.web.labels import communities
from wiki.web.leaves import leaf
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
    begin = leaf(ON_A_SCREEN).begin
    total = count_directory(session(), viewer(), wanted)
    return render_template(
        "features/communities/directory.html",
        communities=directory_on(session(), viewer(), wanted, limit=ON_A_SCREEN, offset=begin),
        total=total,
        wanted=wanted,
        domains=domains(session(), viewer()),
        stages=[(stage, label) for stage, label in STAGE_LABELS.items()],
        stage_labels=STAGE_LABELS,
        joining_labels=JOINING_LABELS,
        rights=viewer().rights,
        may_open=may_open(),
        previous_url=_address(wanted, begin - ON_A_SCREEN) if begin else None,
        next_url=_address(wanted, begin + ON_A_SCREEN) if begin + ON_A_SCREEN < total else None,
    )


def may_open() -> bool:
    """Whether the viewer may open a community on this site."""
    allowed = communities().open_by == "staff" or viewer().administrator
    return allowed and may(viewer(), "site.open_community", SITE)


def _address(wanted: Wanted, begin: int) -> str:
    values: dict[str, Any] = {
        "domain": wanted.domain,
        "stage": wanted.stage,
        "mine": "1" if wanted.mine else "",
        "q": wanted.words,
        "begin": max(begin, 0) or "",
    }
    return url_for("communities.index", **{name: value for name, value in values.items() if value})
