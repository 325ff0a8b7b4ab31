"""Who may do what in a space, and why, in the browser."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from wiki.access.viewer import Viewer
from wiki.errors import RelaisError
from wiki.features.rights import queries
from wiki.features.rights.errors import NoSuchItemHere
from wiki.features.rights.forms import QuestionForm
from wiki.parts.spaces.models import Space
from wiki.parts.spaces.people import names_like
from wiki.parts.spaces.queries import space as space_at
from wiki.web.gates import fetched
from wiki.web.naming import ROLE_LABELS
from wiki.web.transaction import session
from wiki.web.viewing import viewer

blueprint = Blueprint("rights", __name__)


def space_named(session: Session, viewer: Viewer, action: str, *, space: str) -> Space:
    return space_at(session, viewer, space, action)


@blueprint.get("/<space>/-/rights")
@fetched("space.explain", space_named)
def rights(space: Space) -> str | tuple[str, int]:
    form, found, status = QuestionForm(formdata=request.args), None, 200
    if form.who.data:
        try:
            found = queries.explained(session(), viewer(), space, form.who.data, form.item.data or "")
        except RelaisError as error:
            form.refuse(error, form.item if isinstance(error, NoSuchItemHere) else form.who)
            status = error.status
    page = render_template(
        "features/rights/rights.html",
        space=space,
        form=form,
        found=found,
        exceptions=queries.exceptions(session(), viewer(), space),
        dated=queries.dated_roles(session(), space),
        role_labels=ROLE_LABELS,
        suggestions=names_like(session(), ""),
    )
    return page, status
