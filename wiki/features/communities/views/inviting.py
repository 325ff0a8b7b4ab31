"""Where somebody is invited, and what they answer."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from wiki.features.communities.forms import InvitationAnswerForm
from wiki.features.communities.naming import LEVEL_SENTENCES
from wiki.features.communities.views.doors import Answer, blueprint
from wiki.parts.communities.commands import answer_invitation
from wiki.parts.communities.queries import invitations_of
from wiki.parts.rules.queries import current
from wiki.web.gates import for_signed_in
from wiki.web.naming import ROLE_LABELS
from wiki.web.telling import told_of
from wiki.web.transaction import session, write
from wiki.web.viewing import viewer


@blueprint.get("/-/invitations")
@for_signed_in
def invitations() -> str:
    return _invitations(InvitationAnswerForm(formdata=None))


def _invitations(form: InvitationAnswerForm) -> str:
    return render_template(
        "features/communities/invitations.html",
        invitations=invitations_of(session(), viewer()),
        form=form,
        level_hints=LEVEL_SENTENCES,
        role_labels=ROLE_LABELS,
    )


@blueprint.post("/-/invitations/<int:invitation_id>")
@for_signed_in
def answer_own(invitation_id: int) -> Answer:
    form = InvitationAnswerForm()
    if not form.validate():
        return _invitations(form), 422
    accept = form.answer.data == "accept"
    space = answer_invitation(write(), viewer(), invitation_id, accept=accept, level=form.level.data)
    if not accept:
        flash(gettext("Whoever invited you is told that you do not come."), "success")
        return redirect(url_for("communities.invitations"), 303)
    flash(told_of(gettext("You are a member of “%(title)s”."), space), "success")
    charter = current(session(), space.id) is not None
    return redirect(url_for("rules.charter" if charter else "spaces.home", space=space.slug), 303)
