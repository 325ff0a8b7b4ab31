"""Forms about guests: their shape."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length

from auth.passwords import LONGEST
from wiki.access.roles import CONSULTATION, FUNCTIONAL
from wiki.errors import Invalid
from wiki.parts.guests import errors
from wiki.web.forms import Choice, Form

ROLES = (Choice(CONSULTATION, _("Read")), Choice(FUNCTIONAL, _("Read and write")))
_TOO_LONG = _("Say it in %(max)d characters at most.")


def _needed(missing: type[Invalid]) -> DataRequired:
    """Said at each field that is empty, all at once, in the words of the command that refuses it."""
    sentence = " ".join((missing.__doc__ or "").split())
    return DataRequired(_(sentence))


class InvitationForm(Form):
    """Who is invited, why and until when."""

    mail = StringField(_("E-mail"), [_needed(errors.MailNotAnAddress), Length(max=200, message=_TOO_LONG)])
    name = StringField(
        _("First name and name"), [_needed(errors.GuestNameMissing), Length(max=100, message=_TOO_LONG)]
    )
    organisation = StringField(
        _("Organisation"), [_needed(errors.OrganisationMissing), Length(max=90, message=_TOO_LONG)]
    )
    role = SelectField(_("What they may do"), choices=ROLES)
    until = DateField(_("Last day"), [DataRequired(_("Choose a day."))])
    reason = TextAreaField(
        _("Why they are invited"),
        [_needed(errors.GuestReasonMissing), Length(max=2000, message=_TOO_LONG)],
    )


class AcceptanceForm(Form):
    """Whoever is invited comes. A field that nobody sees is left empty by people and filled by programs."""

    name = StringField(_("First name and name"), [Length(max=100, message=_TOO_LONG)])
    password = PasswordField(_("Password"), [Length(max=LONGEST)])
    agrees = BooleanField(_("I have read the terms and agree to them"))
    terms = HiddenField()  # the version that was read
    website = StringField(_("Leave this field empty"))


class RenewalForm(Form):
    """Another last day."""

    until = DateField(_("New last day"), [DataRequired(_("Choose a day."))])
    own = HiddenField()  # whether it was sent from the list of one's own guests
