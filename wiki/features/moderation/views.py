"""Moderation, in the browser."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from auth.accounts import find_account
from wiki.access.decision import may
from wiki.access.viewer import Viewer
from wiki.errors import NotFound, RelaisError
from wiki.features.moderation import showing
from wiki.features.moderation.exports import decisions_csv, incidents_csv
from wiki.features.moderation.forms import (
    AppealDecisionForm,
    DecisionForm,
    FlagForm,
    IncidentForm,
    ModeratingForm,
    RestraintForm,
    WordsForm,
)
from wiki.parts.moderation import cases, commands, journal
from wiki.parts.moderation.commands.appealing import decide_appeal
from wiki.parts.moderation.errors import (
    AlreadyDecided,
    AppealWordsMissing,
    DecisionReasonMissing,
    DecisionWordsMissing,
    FlagNoteMissing,
    FlagReasonMissing,
    KeepsTheSpace,
    MeasuresMissing,
    NobodyOfThatName,
    NothingToModerate,
    NotOneself,
)
from wiki.parts.moderation.matters import matter_to_moderate, matter_to_read
from wiki.parts.moderation.models import Moderating
from wiki.parts.moderation.reasons import ACTIONS, CHOICES, CONFIRM, LIFT, REASONS
from wiki.parts.spaces import people, queries
from wiki.parts.spaces.errors import UnknownMember
from wiki.parts.spaces.models import Space
from wiki.web.forms import Choice
from wiki.web.gates import fetched, for_signed_in, on_site
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import viewer

blueprint = Blueprint("moderation", __name__)

Answer = str | tuple[str, int] | Response

Fields = dict[type[RelaisError], Any]  # error → the field that it is about

ON_A_SCREEN = 50  # decisions


def space_named(session: Session, viewer: Viewer, action: str, *, space: str) -> Space:
    return queries.space(session, viewer, space, action)


# ── Flagged ────────────────────────────────────────────────────────────────────────────────────────


@blueprint.get("/<space>/-/flags/<kind>/<int:item_id>")
@fetched("space.flag", space_named)
def flag(space: Space, kind: str, item_id: int) -> str:
    return _flag_form(space, kind, item_id, FlagForm(formdata=None))


@blueprint.post("/<space>/-/flags/<kind>/<int:item_id>")
@fetched("space.flag", space_named)
def send_flag(space: Space, kind: str, item_id: int) -> Answer:
    form = FlagForm()
    matter_of(space, kind, item_id)
    if not form.validate():
        return _flag_form(space, kind, item_id, form), 422
    try:
        matter, is_new = commands.flag(
            write(), viewer(), kind, item_id, form.reason.data or "", form.note.data or ""
        )
    except RelaisError as error:
        discard()
        fields: Fields = {FlagReasonMissing: form.reason, FlagNoteMissing: form.note}
        form.refuse(error, fields.get(type(error)))
        return _flag_form(space, kind, item_id, form), error.status
    told = gettext("It is flagged. Those who moderate this space look at it, and do not tell who flagged it.")
    flash(told if is_new else gettext("You had flagged it already."), "success")
    hidden = form.reason.data == "personal" and not matter.stays
    return redirect(url_for("spaces.home", space=space.slug) if hidden else matter.url, 303)


def _flag_form(space: Space, kind: str, item_id: int, form: FlagForm) -> str:
    return render_template(
        "features/moderation/flag.html", space=space, matter=matter_of(space, kind, item_id), form=form
    )


def matter_of(space: Space, kind: str, item_id: int) -> Any:
    """What is read in this space.

    :raises NothingToModerate: when it is elsewhere, or not to be read.
    """
    found = matter_to_read(session(), viewer(), kind, item_id)
    if found.space_id != space.id:
        raise NothingToModerate
    return found


# ── The desk ───────────────────────────────────────────────────────────────────────────────────────


@blueprint.get("/-/desk")
@for_signed_in
def desk() -> str:
    waiting = cases.waiting(session(), viewer())
    return render_template("features/moderation/desk.html", space=None, waiting=waiting, figures=None)


@blueprint.get("/<space>/-/desk")
@fetched("space.moderate", space_named)
def desk_of(space: Space) -> str:
    return render_template(
        "features/moderation/desk.html",
        space=space,
        waiting=cases.waiting(session(), viewer(), space),
        figures=journal.figures(session(), space.id),
    )


@blueprint.get("/<space>/-/moderate/<kind>/<int:item_id>")
@fetched("space.moderate", space_named)
def case(space: Space, kind: str, item_id: int) -> str:
    if kind == cases.RESTRAINT:
        return _restraint_screen(space, item_id, WordsForm(formdata=None))
    return _case_screen(space, kind, item_id, DecisionForm(formdata=None))


@blueprint.post("/<space>/-/moderate/<kind>/<int:item_id>")
@fetched("space.moderate", space_named)
def decide(space: Space, kind: str, item_id: int) -> Answer:
    if kind == cases.RESTRAINT:
        return _decide_restraint(space, item_id)
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
            seen=_number(form.seen.data),
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
    if request.form.get("give") == "back":
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


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None


# ── Silenced and suspended ─────────────────────────────────────────────────────────────────────────


@blueprint.get("/<space>/-/restraints")
@fetched("space.moderate", space_named)
def restraints_of(space: Space) -> str:
    return _restraints(space, RestraintForm(formdata=None, who=_named(request.args.get("who"))))


@blueprint.post("/<space>/-/restraints")
@fetched("space.moderate", space_named)
def restrain_in(space: Space) -> Answer:
    return _restrain(space)


@blueprint.get("/-/restraints")
@on_site("site.administer")
def restraints() -> str:
    return _restraints(None, RestraintForm(formdata=None))


@blueprint.post("/-/restraints")
@on_site("site.administer")
def restrain() -> Answer:
    return _restrain(None)


def _restrain(space: Space | None) -> Answer:
    here = (
        url_for("moderation.restraints_of", space=space.slug) if space else url_for("moderation.restraints")
    )
    if "lift" in request.form:
        commands.lift(write(), viewer(), _in(space, _number(request.form["lift"]) or 0))
        flash(gettext("It is lifted: they are told."), "success")
        return redirect(here, 303)
    form = RestraintForm()
    if not form.validate():
        return _restraints(space, form), 422
    try:
        held = write()
        decision = commands.restrain(
            held,
            viewer(),
            _account(form.who.data or ""),
            held.get_one(Space, space.id) if space else None,
            form.action.data,
            form.days.data,
            reason=form.reason.data or "",
            words=form.words.data or "",
        )
        name = decision.author_name
    except RelaisError as error:
        discard()
        about_who = isinstance(error, NobodyOfThatName | NotOneself | KeepsTheSpace)
        form.refuse(
            error,
            form.who if about_who else form.reason if isinstance(error, DecisionReasonMissing) else None,
        )
        return _restraints(space, form), error.status
    flash(gettext("%(name)s is told of it.", name=name), "success")
    return redirect(here, 303)


def _in(space: Space | None, restraint_id: int) -> int:
    """The restraint, if it is of this space, or of the whole site.

    :raises NothingToModerate: when it is not.
    """
    here = journal.in_force(session(), space_id=space.id if space else None)
    if restraint_id not in [each.restraint.id for each in here]:
        raise NothingToModerate
    return restraint_id


def _restraints(space: Space | None, form: RestraintForm) -> str:
    return render_template(
        "features/moderation/restraints.html",
        space=space,
        form=form,
        in_force=journal.in_force(session(), space_id=space.id if space else None),
        reasons=showing.words(REASONS),
        actions=showing.words(ACTIONS),
    )


def _account(who: str) -> int:
    """The person who is named.

    :raises NobodyOfThatName: when nobody is, or several are, or it is a group.
    """
    try:
        kind, _colon, account_id = people.word_of(session(), who).partition(":")
    except UnknownMember:
        raise NobodyOfThatName(who=who) from None
    if kind != "account":
        raise NobodyOfThatName(who=who)
    return int(account_id)


def _named(account_id: str | None) -> str:
    """How a person is offered who is named by the number of their account."""
    account = find_account(session(), _number(account_id) or 0)
    return f"{account.name} ({account.username})" if account is not None else ""


def _restraint_screen(space: Space, restraint_id: int, form: WordsForm) -> str:
    _in(space, restraint_id)
    shown = showing.restraint_shown(session(), restraint_id)
    return render_template("features/moderation/restraint.html", space=space, shown=shown, form=form)


def _decide_restraint(space: Space, restraint_id: int) -> Answer:
    form = WordsForm()
    _in(space, restraint_id)
    action = CONFIRM if request.form.get("action") == CONFIRM else LIFT
    try:
        commands.lift(write(), viewer(), restraint_id, words=form.words.data or "", action=action)
    except RelaisError as error:
        discard()
        form.refuse(error)
        return _restraint_screen(space, restraint_id, form), error.status
    flash(gettext("Decided: %(what)s. The author is told.", what=gettext(ACTIONS[action].source)), "success")
    return redirect(url_for("moderation.desk_of", space=space.slug), 303)


# ── Told, and appealed against ─────────────────────────────────────────────────────────────────────


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
            _number(form.case.data) or 0,
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


# ── What was decided ───────────────────────────────────────────────────────────────────────────────


@blueprint.get("/<space>/-/decisions")
@fetched("space.decisions", space_named)
def log_of(space: Space) -> Any:
    return _log(space)


@blueprint.get("/-/decisions/all")
@for_signed_in
def log() -> Any:
    """Of the spaces whose decisions the viewer may read; those who run the site see all, without what is closed to
    them."""
    return _log(None)


def _log(space: Space | None) -> Any:
    asked = journal.Asked(
        request.args.get("action", ""), request.args.get("reason", ""), request.args.get("before", None, int)
    )
    if request.args.get("as") == "csv":
        return decisions_csv(
            journal.decisions(session(), viewer(), space, asked, limit=journal.MOST_EXPORTED)
        )
    found = journal.decisions(session(), viewer(), space, asked, limit=ON_A_SCREEN + 1)
    lines = found[:ON_A_SCREEN]
    here = url_for("moderation.log_of", space=space.slug) if space else url_for("moderation.log")
    whole = space is not None or viewer().administrator
    return render_template(
        "features/moderation/log.html",
        space=space,
        lines=lines,
        asked=asked,
        here=here,
        older=lines[-1].decision.id if len(found) > ON_A_SCREEN else None,
        figures=journal.figures(session(), space.id if space else None) if whole else None,
        reasons=showing.words(REASONS),
        actions=showing.words(ACTIONS),
    )


@blueprint.get("/<space>/-/incidents")
@fetched("space.decisions", space_named)
def incidents_of(space: Space) -> Any:
    return _incidents(space, IncidentForm(formdata=None))


@blueprint.post("/<space>/-/incidents")
@fetched("space.moderate", space_named)
def close_incident(space: Space) -> Answer:
    form = IncidentForm()
    if not form.validate():
        return _incidents(space, form), 422
    try:
        number = _number(form.incident.data) or 0
        if number not in [each.id for each in journal.incidents(session(), space.id)]:
            raise NothingToModerate
        commands.close_incident(
            write(), viewer(), number, serious=form.serious.data, measures=form.measures.data or ""
        )
    except RelaisError as error:
        discard()
        form.refuse(error, form.measures if isinstance(error, MeasuresMissing) else None)
        return _incidents(space, form), 422
    flash(gettext("The incident is closed."), "success")
    return redirect(url_for("moderation.incidents_of", space=space.slug), 303)


@blueprint.get("/-/incidents")
@on_site("site.administer")
def incidents() -> Any:
    return _incidents(None, IncidentForm(formdata=None))


def _incidents(space: Space | None, form: IncidentForm) -> Any:
    found = showing.incidents(session(), viewer(), space)
    if request.args.get("as") == "csv":
        return incidents_csv(found)
    return render_template(
        "features/moderation/incidents.html",
        space=space,
        incidents=found,
        form=form,
        may_close=space is not None and may(viewer(), "space.moderate", space),
    )


# ── How a space is moderated ───────────────────────────────────────────────────────────────────────


@blueprint.get("/<space>/-/moderating")
@fetched("space.moderating", space_named)
def settings(space: Space) -> str:
    rules = session().get(Moderating, space.id)
    return _settings(space, ModeratingForm(formdata=None, obj=rules))


@blueprint.post("/<space>/-/moderating")
@fetched("space.moderating", space_named)
def change(space: Space) -> Answer:
    form = ModeratingForm()
    if not form.validate():
        return _settings(space, form), 422
    commands.set_moderating(
        write(),
        viewer(),
        write().get_one(Space, space.id),
        who_waits=form.who_waits.data,
        guests_wait=form.guests_wait.data,
        newcomers_wait=form.newcomers_wait.data or 0,
        links_wait=form.links_wait.data,
        words_wait=form.words_wait.data or "",
        flags_hide=form.flags_hide.data or 0,
    )
    flash(gettext("The settings are saved."), "success")
    return redirect(url_for("moderation.settings", space=space.slug), 303)


def _settings(space: Space, form: ModeratingForm) -> str:
    return render_template("features/moderation/settings.html", space=space, form=form)
