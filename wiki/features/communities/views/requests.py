"""Those who let people in answer requests, invite by name, renew roles that end."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from wiki.errors import RelaisError
from wiki.features.communities.forms import AnswerForm, InvitationForm, RenewalForm
from wiki.features.communities.views.doors import Answer, blueprint, last_moment
from wiki.parts.communities import commands, errors, stages
from wiki.parts.communities.commands.asking import GIVEN_BY_ADMITTERS
from wiki.parts.communities.queries import ending_in, waiting_in
from wiki.parts.spaces.errors import EndInThePast, UnknownMember
from wiki.parts.spaces.models import Space
from wiki.parts.spaces.people import names_like, word_of
from wiki.parts.spaces.queries import names_of
from wiki.web.forms import Choice, sent
from wiki.web.gates import fetched
from wiki.web.naming import ROLE_LABELS
from wiki.web.spaces import community_named, space_named, to_change
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import may, viewer

OF_INVITATIONS: dict[type[Exception], str] = {
    UnknownMember: "who",
    errors.PersonNeeded: "who",
    errors.GuestsAreSponsored: "who",
    errors.RoleHeldAlready: "role",
    errors.StewardsGive: "role",
    EndInThePast: "until",
}


@blueprint.get("/<space>/-/requests")
@fetched("space.admit", space_named)
def requests(space: Space) -> str:
    return _requests(space)


@blueprint.post("/<space>/-/requests/<int:request_id>")
@fetched("space.admit", space_named)
def answer(space: Space, request_id: int) -> Answer:
    form = AnswerForm()
    if not form.validate():
        return _requests(space, answering=form, answered_id=request_id), 422
    accept = form.answer.data == "accept"
    try:
        commands.answer_request(
            write(), viewer(), to_change(space), request_id, accept=accept, note=form.note.data or ""
        )
    except errors.NoSuchRequest:
        raise
    except RelaisError as error:
        discard()
        form.refuse(error, form.note if isinstance(error, errors.NoteMissing) else None)
        return _requests(space, answering=form, answered_id=request_id), error.status
    flash(gettext("The request is answered, and whoever asked is told."), "success")
    return redirect(url_for("communities.requests", space=space.slug), 303)


@blueprint.post("/<space>/-/invite")
@fetched("space.admit", community_named)
def invite(space: Space) -> Answer:
    form = InvitationForm()
    if not form.validate():
        return _requests(space, inviting=form), 422
    try:
        commands.invite(
            write(),
            viewer(),
            to_change(space),
            word_of(session(), form.who.data or ""),
            role=form.role.data,
            reason=form.reason.data or "",
            ends_at=last_moment(form.until.data),
        )
    except RelaisError as error:
        discard()
        form.refuse(error, form.field_of(error, OF_INVITATIONS))
        return _requests(space, inviting=form), error.status
    flash(gettext("The invitation is sent."), "success")
    return redirect(url_for("communities.requests", space=space.slug), 303)


@blueprint.post("/<space>/-/requests/<int:invitation_id>/cancel")
@fetched("space.admit", community_named)
def cancel(space: Space, invitation_id: int) -> Answer:
    sent()
    commands.cancel_invitation(write(), viewer(), to_change(space), invitation_id)
    flash(gettext("The invitation is taken back."), "success")
    return redirect(url_for("communities.requests", space=space.slug), 303)


@blueprint.post("/<space>/-/renew")
@fetched("space.admit", space_named)
def renew(space: Space) -> Answer:
    form = RenewalForm()
    until = last_moment(form.until.data) if form.validate() else None
    if until is None:
        return _requests(space, renewing=form), 422
    try:
        word, role = form.word.data or "", form.role.data or ""
        commands.renew_role(write(), viewer(), to_change(space), word, role, until)
    except RelaisError as error:
        discard()
        form.refuse(error)
        return _requests(space, renewing=form), error.status
    flash(gettext("The role lasts longer."), "success")
    return redirect(url_for("communities.requests", space=space.slug), 303)


def _requests(
    space: Space,
    *,
    answering: AnswerForm | None = None,
    answered_id: int | None = None,
    inviting: InvitationForm | None = None,
    renewing: RenewalForm | None = None,
) -> str:
    waiting, ending = waiting_in(session(), space.id), ending_in(session(), space.id)
    given = ROLE_LABELS if may("space.members", space) else GIVEN_BY_ADMITTERS
    form = inviting or InvitationForm(formdata=None)
    form.role.choices = [Choice(role, ROLE_LABELS[role]) for role in given]
    return render_template(
        "features/communities/requests.html",
        space=space,
        asked=[each for each in waiting if not each.request.invited],
        invited=[each for each in waiting if each.request.invited],
        ending=ending,
        names=names_of(session(), [each.word for each in ending]),
        given=given,
        role_labels=ROLE_LABELS,
        note=answering,
        answered_id=answered_id,
        form=form,
        invites=bool(space.stage) and stages.invites(space.stage),
        wrong=next((each for each in (answering, inviting, renewing) if each is not None), None),
        suggestions=names_like(session(), ""),
    )
