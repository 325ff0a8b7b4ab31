"""What was decided about somebody, and their appeals."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from wiki.errors import NotFound, RelaisError
from wiki.features.moderation import showing
from wiki.features.moderation.forms import (
    AppealDecisionForm,
    WordsForm,
)
from wiki.features.moderation.views.doors import Answer, blueprint, number
from wiki.parts.moderation import commands
from wiki.parts.moderation.commands.appealing import decide_appeal
from wiki.parts.moderation.errors import (
    AppealWordsMissing,
)
from wiki.web.gates import for_signed_in, on_site
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import viewer


@blueprint.get("/-/decisions")
@for_signed_in
def own() -> str:
    return _own(WordsForm(formdata=None))


@blueprint.post("/-/decisions/<int:decision_id>/appeal")
@for_signed_in
def appeal(decision_id: int) -> Answer:
    form = WordsForm()
    if not form.validate():
        return _own(form, decision_id), 422
    try:
        commands.appeal(write(), viewer(), decision_id, form.words.data or "")
    except NotFound:
        raise
    except RelaisError as error:
        discard()
        form.refuse(error, form.words if isinstance(error, AppealWordsMissing) else None)
        return _own(form, decision_id), error.status
    flash(
        gettext("Your appeal is sent: somebody else than who decided looks at it, and you are told."),
        "success",
    )
    return redirect(url_for("moderation.own"), 303)


def _own(form: WordsForm, about: int | None = None) -> str:
    return render_template(
        "features/moderation/own.html", lines=showing.own_lines(session(), viewer()), form=form, about=about
    )


@blueprint.get("/-/appeals")
@on_site("site.administer")
def appeals() -> str:
    return _appeals(AppealDecisionForm(formdata=None))


@blueprint.post("/-/appeals")
@on_site("site.administer")
def decide_on_appeal() -> Answer:
    form = AppealDecisionForm()
    if not form.validate():
        return _appeals(form), 422
    try:
        decide_appeal(
            write(),
            viewer(),
            number(form.case.data) or 0,
            overturn=form.overturn.data == "yes",
            words=form.words.data or "",
        )
    except RelaisError as error:
        discard()
        form.refuse(error)
        return _appeals(form), 422
    flash(gettext("The appeal is decided, and its author told."), "success")
    return redirect(url_for("moderation.appeals"), 303)


def _appeals(form: AppealDecisionForm) -> str:
    return render_template(
        "features/moderation/appeals.html",
        appeals=showing.appeals_for_administrators(session(), viewer()),
        form=form,
    )
