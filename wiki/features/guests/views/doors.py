"""What all screens of guests share: the blueprint, what the site lends, where a button leads back to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from flask import Blueprint, current_app, flash, redirect, url_for
from werkzeug.wrappers import Response

from auth.passwords import Passwords
from wiki import clock
from wiki.config import GuestSettings, Settings
from wiki.errors import Conflict
from wiki.parts.mail.errors import NoMailServer
from wiki.parts.spaces.models import Space
from wiki.web.dates import day_of
from wiki.web.errors import words_of
from wiki.web.forms import sent
from wiki.web.transaction import discard

EXTENSION = "relais-guests"
OWN = "own"  # sent from the list of one's own guests

blueprint = Blueprint("guests", __name__)

Answer = str | tuple[str, int] | Response


@dataclass(frozen=True, slots=True)
class Hosting:
    """What the site lends: how long stays last, whether e-mail is sent, how passwords are kept."""

    site: Settings
    passwords: Passwords

    @property
    def settings(self) -> GuestSettings:
        return self.site.guests

    @property
    def sends_mail(self) -> bool:
        return self.site.mail.server is not None


def hosting() -> Hosting:
    return cast(Hosting, current_app.extensions[EXTENSION])


def require_mail() -> None:
    """:raises NoMailServer: when no link could be sent."""
    if not hosting().sends_mail:
        raise NoMailServer


def secret() -> str:
    """The secret of the site, with which tokens are worked out."""
    return str(current_app.config["SECRET_KEY"])


def in_days(days: int) -> date:
    """The day that is so many days away, as people who work here count it."""
    return day_of(clock.now() + timedelta(days=days))


def done(space: Space, do: Callable[[], Any]) -> Response:
    """Do what a button asks for. Back on the list that it was sent from, which says what came of it."""
    own = sent("own")["own"]
    try:
        flash(do(), "success")
    except Conflict as error:
        discard()
        flash(words_of(error), "danger")
    return back(space, own)


def back(space: Space, own: str | None) -> Response:
    """The list that something was sent from: that of one's own guests, or that of the community."""
    there = url_for("guests.own") if own == OWN else url_for("guests.guests", space=space.slug)
    return redirect(there, 303)
