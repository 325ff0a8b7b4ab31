"""The guests of a community: who stays, who is invited, and the form to invite somebody."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from wiki import clock
from wiki.errors import RelaisError
from wiki.features.guests.forms import InvitationForm, RenewalForm
from wiki.features.guests.views.doors import (
    Answer,
    blueprint,
    done,
    hosting,
    in_days,
    require_mail,
    secret,
)
from wiki.parts.communities import stages
from wiki.parts.guests import commands, errors
from wiki.parts.guests.commands import Invited
from wiki.parts.guests.queries import guests_in, invitations_waiting, may_answer
from wiki.parts.spaces.models import Space
from wiki.web.dates import end_of
from wiki.web.gates import fetched
from wiki.web.naming import ROLE_LABELS
from wiki.web.spaces import community_named, to_change
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import viewer

OF_INVITATIONS: dict[type[Exception], str] = {
    errors.MailNotAnAddress: "mail",
    errors.WorksHere: "mail",
    errors.GuestAlready: "mail",
    errors.GuestNameMissing: "name",
    errors.OrganisationMissing: "organisation",
    errors.GuestReasonMissing: "reason",
    errors.RoleNotForGuests: "role",
    errors.StayTooLong: "until",
    errors.StayEndsInThePast: "until",
}


@blueprint.get("/<space>/-/guests")
@fetched("space.guests", community_named)
def guests(space: Space) -> str:
    return guests_page(space)


@blueprint.post("/<space>/-/guests")
@fetched("space.invite_guest", community_named)
def invite(space: Space) -> Answer:
    form = InvitationForm()
    if not form.validate():
        return guests_page(space, form), 422
    try:
        require_mail()
        commands.invite_guest(
            write(), viewer(), to_change(space), _said(form), hosting().settings, secret=secret()
        )
    except RelaisError as error:
        discard()
        form.refuse(error, form.field_of(error, OF_INVITATIONS))
        return guests_page(space, form), error.status
    flash(gettext("The invitation is on its way to %(mail)s.", mail=form.mail.data), "success")
    return redirect(url_for("guests.guests", space=space.slug), 303)


@blueprint.post("/<space>/-/guests/invitations/<int:guest_invitation_id>/send")
@fetched("space.invite_guest", community_named)
def send_again(space: Space, guest_invitation_id: int) -> Answer:
    def do() -> Any:
        require_mail()
        commands.send_again(
            write(), viewer(), to_change(space), guest_invitation_id, hosting().settings, secret=secret()
        )
        return gettext("Another link is on its way. The one before opens nothing any more.")

    return done(space, do)


@blueprint.post("/<space>/-/guests/invitations/<int:guest_invitation_id>/withdraw")
@fetched("space.guests", community_named)
def withdraw(space: Space, guest_invitation_id: int) -> Answer:
    def do() -> Any:
        commands.withdraw_invitation(write(), viewer(), to_change(space), guest_invitation_id)
        return gettext("The invitation is taken back: its link opens nothing any more.")

    return done(space, do)


def _said(form: InvitationForm) -> Invited:
    return Invited(
        form.mail.data or "",
        form.name.data or "",
        form.organisation.data or "",
        form.reason.data or "",
        end_of(form.until.data),  # type: ignore[arg-type]  # the form wants a day
        form.role.data,
    )


def guests_page(
    space: Space, form: InvitationForm | None = None, renewing: tuple[int, RenewalForm] | None = None
) -> str:
    """The screen, with the form as it was sent: to invite somebody, or to renew the stay of this guest."""
    longest, usual = in_days(hosting().settings.longest_days), in_days(hosting().settings.usual_days)
    stays = guests_in(session(), space.id)
    able = may_answer(session(), space.id)
    return render_template(
        "features/guests/guests.html",
        space=space,
        stays=stays,
        orphans={each.guest.id for each in stays if each.stay.sponsor_id not in able},
        waiting=invitations_waiting(session(), space.id),
        form=form or InvitationForm(formdata=None, until=min(usual, longest)),
        renewing=renewing,
        invites=stages.invites(space.stage),
        sends_mail=hosting().sends_mail,
        longest=longest,
        longest_days=hosting().settings.longest_days,
        now=clock.now(),
        role_labels=ROLE_LABELS,
    )
