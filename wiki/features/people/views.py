"""People, in the browser."""

from __future__ import annotations

from flask import Blueprint, render_template

from wiki.features.people.queries import person
from wiki.web.gates import for_signed_in
from wiki.web.transaction import session
from wiki.web.viewing import viewer

blueprint = Blueprint("people", __name__)


@blueprint.get("/-/people/<who>")
@for_signed_in
def page(who: str) -> str:
    return render_template("features/people/person.html", person=person(session(), viewer(), who))
