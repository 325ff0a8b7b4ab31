"""Who may do what in a space, and why, in the browser."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wiki.errors import RelaisError
from wiki.features.rights import queries
from wiki.features.rights.errors import NoSuchItemHere, OneselfAlready
from wiki.features.rights.events import SpaceLookedAt
from wiki.features.rights.forms import QuestionForm
from wiki.outbox import record
from wiki.parts.spaces.models import Space
from wiki.parts.spaces.people import names_like
from wiki.web.forms import sent
from wiki.web.gates import fetched, for_signed_in
from wiki.web.looking import begin_looking, end_looking, look
from wiki.web.naming import ROLE_LABELS
from wiki.web.spaces import space_named
from wiki.web.transaction import session, write
from wiki.web.viewing import viewer

blueprint = Blueprint("rights", __name__)

Answer = Response | str | tuple[str, int]


@blueprint.get("/<space>/-/rights")
@fetched("space.explain", space_named)
def rights(space: Space) -> Answer:
    form, found = QuestionForm(formdata=request.args), None
    if form.who.data:
        try:
            found = queries.explained(session(), viewer(), space, form.who.data, form.item.data or "")
        except RelaisError as error:
            return _refused(space, form, error)
    return _rights(space, form, found)


@blueprint.post("/<space>/-/rights/look")
@fetched("space.look_as", space_named)
def look_as(space: Space) -> Answer:
    who = sent("who")["who"]
    try:
        person = queries.person(session(), who)
        if person.account_id is None or person.account_id == viewer().account_id:
            raise OneselfAlready
    except RelaisError as error:
        return _refused(space, QuestionForm(data={"who": who}), error)
    record(write(), SpaceLookedAt(*viewer().by, space.id, person.account_id))
    answer = redirect(url_for("spaces.home", space=space.slug), 303)
    return begin_looking(answer, viewer(), person.account_id, space)


@blueprint.post("/-/rights/stop")
@for_signed_in
def stop_looking() -> Answer:
    sent()
    looked = look()
    back = url_for("rights.rights", space=looked.space.slug) if looked else url_for("home.index")
    return end_looking(redirect(back, 303))


def _refused(space: Space, form: QuestionForm, error: RelaisError) -> Answer:
    form.refuse(error, form.item if isinstance(error, NoSuchItemHere) else form.who)
    return _rights(space, form, None), error.status


def _rights(space: Space, form: QuestionForm, found: queries.Explanation | None) -> str:
    return render_template(
        "features/rights/rights.html",
        space=space,
        form=form,
        found=found,
        exceptions=queries.exceptions(session(), viewer(), space),
        dated=queries.dated_roles(session(), space),
        role_labels=ROLE_LABELS,
        suggestions=names_like(session(), ""),
    )
