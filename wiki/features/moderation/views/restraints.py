"""Who is silenced or suspended, in a space and in the site."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from auth.accounts import find_account
from wiki.errors import RelaisError
from wiki.features.moderation import showing
from wiki.features.moderation.forms import RestraintDecisionForm, RestraintForm
from wiki.features.moderation.views.doors import Answer, blueprint, number
from wiki.parts.moderation import commands, journal
from wiki.parts.moderation.errors import (
    DecisionReasonMissing,
    KeepsTheSpace,
    NobodyOfThatName,
    NothingToModerate,
    NotOneself,
)
from wiki.parts.moderation.reasons import ACTIONS, CONFIRM, LIFT, REASONS
from wiki.parts.spaces import people
from wiki.parts.spaces.errors import UnknownMember
from wiki.parts.spaces.models import Space
from wiki.web.forms import sent
from wiki.web.gates import fetched, on_site
from wiki.web.spaces import space_named
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import viewer


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
        commands.lift(write(), viewer(), _in(space, number(sent("lift")["lift"]) or 0))
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
    account = find_account(session(), number(account_id) or 0)
    return f"{account.name} ({account.username})" if account is not None else ""


def restraint_screen(space: Space, restraint_id: int, form: RestraintDecisionForm) -> str:
    """A silence or a suspension of the space that somebody appeals against."""
    _in(space, restraint_id)
    shown = showing.restraint_shown(session(), restraint_id)
    return render_template("features/moderation/restraint.html", space=space, shown=shown, form=form)


def decide_restraint(space: Space, restraint_id: int) -> Answer:
    """What another decides on that appeal."""
    form = RestraintDecisionForm()
    _in(space, restraint_id)
    if not form.validate():
        return restraint_screen(space, restraint_id, form), 422
    action = CONFIRM if form.action.data == CONFIRM else LIFT
    try:
        commands.lift(write(), viewer(), restraint_id, words=form.words.data or "", action=action)
    except RelaisError as error:
        discard()
        form.refuse(error)
        return restraint_screen(space, restraint_id, form), error.status
    flash(gettext("Decided: %(what)s. The author is told.", what=gettext(ACTIONS[action].source)), "success")
    return redirect(url_for("moderation.desk_of", space=space.slug), 303)
