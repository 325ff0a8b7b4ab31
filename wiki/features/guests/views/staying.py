"""Whoever answers for guests renews their stay, ends it, takes somebody else's over."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template
from flask_babel import gettext

from wiki.errors import RelaisError
from wiki.features.guests.forms import RenewalForm
from wiki.features.guests.views.doors import (
    OWN,
    Answer,
    back,
    blueprint,
    done,
    hosting,
    in_days,
    require_mail,
    secret,
)
from wiki.features.guests.views.inviting import guests_page
from wiki.parts.guests import commands
from wiki.parts.guests.errors import NoSuchGuest
from wiki.parts.guests.queries import guests_of
from wiki.parts.spaces.models import Space
from wiki.web.dates import end_of
from wiki.web.forms import Form
from wiki.web.gates import fetched, on_site
from wiki.web.spaces import community_named, to_change
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import viewer


@blueprint.get("/-/guests")
@on_site("site.read")
def own() -> str:
    return own_page()


@blueprint.post("/<space>/-/guests/<int:guest_id>/renew")
@fetched("space.guests", community_named)
def renew(space: Space, guest_id: int) -> Answer:
    form = RenewalForm()
    if not form.validate() or form.until.data is None:
        return _again(space, guest_id, form), 422
    try:
        until = end_of(form.until.data)
        commands.renew_stay(write(), viewer(), to_change(space), guest_id, until, hosting().settings)
    except NoSuchGuest:
        raise
    except RelaisError as error:
        discard()
        form.refuse(error, form.until)
        return _again(space, guest_id, form), error.status
    flash(gettext("The stay lasts longer, and the guest is told."), "success")
    return back(space, form.own.data)


@blueprint.post("/<space>/-/guests/<int:guest_id>/link")
@fetched("space.invite_guest", community_named)
def send_link(space: Space, guest_id: int) -> Answer:
    def do() -> Any:
        require_mail()
        commands.send_link(write(), viewer(), to_change(space), guest_id, hosting().settings, secret=secret())
        return gettext("A link to choose another password is on its way to the guest.")

    return done(space, do)


@blueprint.post("/<space>/-/guests/<int:guest_id>/take-over")
@fetched("space.guests", community_named)
def take_over(space: Space, guest_id: int) -> Answer:
    def do() -> Any:
        commands.take_over(write(), viewer(), to_change(space), guest_id)
        return gettext("You answer for this guest from now on.")

    return done(space, do)


@blueprint.post("/<space>/-/guests/<int:guest_id>/end")
@fetched("space.guests", community_named)
def end(space: Space, guest_id: int) -> Answer:
    def do() -> Any:
        commands.end_stay(write(), viewer(), to_change(space), guest_id)
        return gettext("The stay is over: nothing here is open to this guest any more.")

    return done(space, do)


def _again(space: Space, guest_id: int, form: RenewalForm) -> str:
    """The list that it was sent from, with what is wrong."""
    if form.own.data == OWN:
        return own_page((space.id, guest_id, form))
    return guests_page(space, renewing=(guest_id, form))


def own_page(renewing: tuple[int, int, Form] | None = None) -> str:
    """One's own guests, with the form as it was sent for the one in this space."""
    return render_template(
        "features/guests/own.html",
        stays=guests_of(session(), viewer()),
        renewing=renewing,
        sends_mail=hosting().sends_mail,
        longest=in_days(hosting().settings.longest_days),
        longest_days=hosting().settings.longest_days,
    )
