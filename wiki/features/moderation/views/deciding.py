"""The desk, and a case on it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from wiki.errors import RelaisError
from wiki.features.moderation import showing
from wiki.features.moderation.forms import DecisionForm, RestraintDecisionForm
from wiki.features.moderation.views.doors import Answer, Fields, blueprint, number
from wiki.features.moderation.views.restraints import decide_restraint, restraint_screen
from wiki.parts.moderation import cases, commands, journal
from wiki.parts.moderation.errors import (
    AlreadyDecided,
    DecisionReasonMissing,
    DecisionWordsMissing,
    NothingToModerate,
)
from wiki.parts.moderation.matters import matter_to_moderate
from wiki.parts.moderation.reasons import ACTIONS, CHOICES
from wiki.parts.spaces.models import Space
from wiki.web.forms import Choice, sent
from wiki.web.gates import fetched, for_signed_in
from wiki.web.spaces import space_named
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import viewer


@blueprint.get("/-/desk")
@for_signed_in
def desk() -> str:
    return _desk(None, None)


@blueprint.get("/<space>/-/desk")
@fetched("space.moderate", space_named)
def desk_of(space: Space) -> str:
    return _desk(space, journal.figures(session(), space.id))


def _desk(space: Space | None, figures: Any) -> str:
    after = number(request.args.get("after"))
    waiting, onward = cases.waiting(session(), viewer(), space, after=after)
    here = url_for("moderation.desk_of", space=space.slug) if space else url_for("moderation.desk")
    return render_template(
        "features/moderation/desk.html",
        space=space,
        waiting=waiting,
        figures=figures,
        newer_url=here if after is not None else None,
        older_url=f"{here}?after={onward}" if onward is not None else None,
    )


@blueprint.get("/<space>/-/moderate/<kind>/<int:item_id>")
@fetched("space.moderate", space_named)
def case(space: Space, kind: str, item_id: int) -> str:
    if kind == cases.RESTRAINT:
        return restraint_screen(space, item_id, RestraintDecisionForm(formdata=None))
    return _case_screen(space, kind, item_id, DecisionForm(formdata=None))


@blueprint.post("/<space>/-/moderate/<kind>/<int:item_id>")
@fetched("space.moderate", space_named)
def decide(space: Space, kind: str, item_id: int) -> Answer:
    if kind == cases.RESTRAINT:
        return decide_restraint(space, item_id)
    _mine(space, kind, item_id)
    form = DecisionForm()
    if not form.validate():
        return _case_screen(space, kind, item_id, form), 422
    try:
        decision = commands.decide(
            write(),
            viewer(),
            kind,
            item_id,
            form.action.data or "",
            reason=form.reason.data or "",
            words=form.words.data or "",
            seen=number(form.seen.data),
        )
    except RelaisError as error:
        discard()
        fields: Fields = {DecisionReasonMissing: form.reason, DecisionWordsMissing: form.words}
        form.refuse(showing.said(error), fields.get(type(error)))
        if isinstance(error, AlreadyDecided):
            form.seen.data = None
        return _case_screen(space, kind, item_id, form), error.status
    flash(
        gettext("Decided: %(what)s. The author is told.", what=gettext(ACTIONS[decision.action].source)),
        "success",
    )
    return redirect(url_for("moderation.desk_of", space=space.slug), 303)


@blueprint.post("/<space>/-/moderate/<kind>/<int:item_id>/claim")
@fetched("space.moderate", space_named)
def claim(space: Space, kind: str, item_id: int) -> Answer:
    _mine(space, kind, item_id)
    if sent("give")["give"] == "back":
        commands.give_case_back(write(), viewer(), kind, item_id)
    else:
        commands.claim_case(write(), viewer(), kind, item_id)
    return redirect(url_for("moderation.case", space=space.slug, kind=kind, item_id=item_id), 303)


def _case_screen(space: Space, kind: str, item_id: int, form: DecisionForm) -> str:
    shown = showing.case_shown(session(), viewer(), _mine(space, kind, item_id))
    form.action.choices = [Choice(each, gettext(CHOICES[each].source)) for each in shown.possible]
    if form.action.data not in shown.possible:
        form.action.data = shown.possible[0] if shown.possible else None
    form.seen.data = form.seen.data or str(shown.seen)
    return render_template("features/moderation/case.html", space=space, shown=shown, form=form)


def _mine(space: Space, kind: str, item_id: int) -> Any:
    found = matter_to_moderate(session(), viewer(), kind, item_id)
    if found.space_id != space.id:
        raise NothingToModerate
    return found
