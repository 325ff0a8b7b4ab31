"""People, in the browser."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, render_template, url_for
from flask_babel import lazy_gettext
from sqlalchemy.orm import Session

from wiki.access.viewer import Viewer
from wiki.features.people.queries import people_named, person
from wiki.registry import ByName, Named
from wiki.web.gates import for_signed_in
from wiki.web.transaction import session
from wiki.web.viewing import viewer

blueprint = Blueprint("people", __name__)


@blueprint.get("/-/people/<who>")
@for_signed_in
def page(who: str) -> str:
    return render_template("features/people/person.html", person=person(session(), viewer(), who))


def _found(
    session: Session, viewer: Viewer, words: Sequence[Sequence[str]], limit: int, offset: int
) -> tuple[Sequence[Named], int]:
    people, count = people_named(session, viewer, words, limit=limit, offset=offset)
    return [Named(each.name, url_for("people.page", who=each.id), each.place) for each in people], count


PEOPLE = ByName("person", (lazy_gettext("Person"), lazy_gettext("People")), _found)
