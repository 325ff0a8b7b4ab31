"""Whoever is invited follows the link, and comes. Looking at it uses nothing up: scanners of mail open links too."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from auth import attempts
from auth.errors import AuthError, TooManyAttempts
from auth.models import Account
from auth.web import enter_as
from wiki import clock
from wiki.access.models import RulesVersion
from wiki.errors import RelaisError
from wiki.features.guests.forms import AcceptanceForm
from wiki.features.guests.views.doors import Answer, blueprint, hosting
from wiki.parts.guests import errors
from wiki.parts.guests.commands import Answer as Said
from wiki.parts.guests.commands import accept_invitation
from wiki.parts.guests.queries import Opened, invitation_behind, invited_account, stays_already
from wiki.parts.rules import queries as rules
from wiki.parts.rules.errors import VersionMovedOn
from wiki.parts.rules.wording import GUESTS
from wiki.parts.spaces.models import Space
from wiki.web.content import LANGUAGES, content
from wiki.web.gates import for_everyone
from wiki.web.language import locale
from wiki.web.telling import told_of
from wiki.web.transaction import discard, session, settle, write
from wiki.web.viewing import viewer

OF_ANSWERS: dict[type[Exception], str] = {
    errors.GuestNameMissing: "name",
    errors.TermsNotAccepted: "agrees",
    VersionMovedOn: "agrees",
}


@blueprint.get("/-/guests/<token>")
@for_everyone
def link(token: str) -> Answer:
    return _invited(token, AcceptanceForm(formdata=None))


@blueprint.post("/-/guests/<token>")
@for_everyone
def accept(token: str) -> Answer:
    form = AcceptanceForm()
    try:
        if not form.validate():
            return _invited(token, form, 422)
        _count_try()
        opened = invitation_behind(session(), token)
        _require_person(form, opened)
        account = accept_invitation(write(), hosting().passwords, token, _said(form))
    except (AuthError, RelaisError) as error:
        discard()
        return _refused(token, form, error)
    return _come(write().get_one(Space, opened.space.id), account, form)


def _come(space: Space, account: Account, form: AcceptanceForm) -> Answer:
    """Into the community: at once for whoever has just chosen a password, else by the one that they have."""
    charter = rules.current(write(), space.id) is not None
    target = url_for("rules.charter" if charter else "spaces.home", space=space.slug)
    if form.password.data:
        enter_as(account)
    elif viewer().account_id != account.id:
        target = url_for("auth.sign_in", next=target)
    flash(told_of(gettext("Welcome into “%(title)s”."), space), "success")  # once the cookie is a new one
    return redirect(target, 303)


def _count_try() -> None:
    """:raises TooManyAttempts: when too much came from this address."""
    attempts.record_form(write(), "guests", request.remote_addr, hosting().site.auth.attempts, clock.now())
    settle()


def _require_person(form: AcceptanceForm, opened: Opened) -> None:
    """:raises FilledByProgram: a field is filled that people do not see.
    :raises SignedInAsSomebody: the browser is somebody else's."""
    if form.website.data:
        raise errors.FilledByProgram
    if viewer().signed_in and not _is_own(opened):
        raise errors.SignedInAsSomebody(who=viewer().name)


def _is_own(opened: Opened) -> bool:
    """Whether the browser is signed in as the guest who is invited."""
    account = invited_account(session(), opened.invitation.mail)
    return account is not None and account.id == viewer().account_id


def _said(form: AcceptanceForm) -> Said:
    number = form.terms.data or ""
    return Said(
        form.name.data or "",
        form.password.data or "",
        bool(form.agrees.data),
        int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 0,
    )


def _refused(token: str, form: AcceptanceForm, error: AuthError | RelaisError) -> Answer:
    """:raises InvitationClosed: as the error is, when there is nothing to answer."""
    if isinstance(error, errors.InvitationClosed):
        raise error
    if isinstance(error, VersionMovedOn):
        form.agrees.data = False
    about_password = isinstance(error, AuthError) and not isinstance(error, TooManyAttempts)
    form.refuse(error, form.password if about_password else form.field_of(error, OF_ANSWERS))
    return _invited(token, form, error.status)


def _invited(token: str, form: AcceptanceForm, status: int = 200) -> Answer:
    opened = invitation_behind(session(), token)
    known = invited_account(session(), opened.invitation.mail)
    version = rules.current(session(), None)
    if form.name.data is None:
        form.name.data = opened.invitation.name
    form.terms.data = str(version.number) if version is not None else ""
    page = render_template(
        "features/guests/accept.html",
        opened=opened,
        known=known,
        stays=stays_already(session(), opened.space.id, opened.invitation.mail),
        other=viewer().signed_in and (known is None or known.id != viewer().account_id),
        terms=_terms(version),
        form=form,
        shortest=hosting().site.auth.passwords.minimum_length,
    )
    return page, status


def _terms(version: RulesVersion | None) -> tuple[str, str, str]:
    """Title, language and HTML of the terms for guests: those in force, or the words that came with the program."""
    if version is not None:
        found = rules.texts(session(), version)
        for tag in (locale()[:2], *LANGUAGES):
            if (GUESTS, tag) in found:
                text = found[GUESTS, tag]
                return text.title, tag, text.html
    model = content().text("rules", GUESTS, locale())
    return model.title, model.language, str(model.html)
