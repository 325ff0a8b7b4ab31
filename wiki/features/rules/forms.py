"""Forms of rules: their shape."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from wiki.parts.rules import queries
from wiki.web.forms import Choice, Form

JUSTIFICATION_LENGTH = 500  # characters

STATE_LABELS = {
    queries.ACCEPTED: _("accepted"),
    queries.OLDER: _("accepted an earlier version"),
    queries.LAPSED: _("accepted too long ago"),
    queries.NEVER: _("not yet"),
}


class AcceptForm(Form):
    """The version that was read, and that it is accepted."""

    number = HiddenField()
    next = HiddenField()
    agreed = BooleanField(_("I have read these rules and I accept them"))


class PublishForm(Form):
    """The texts of a version. How long they may be is said by whoever keeps them."""

    also = frozenset({"preview"})

    terms_fr = TextAreaField(_("Terms of use, in French"))
    terms_en = TextAreaField(_("Terms of use, in English"))
    privacy_fr = TextAreaField(_("Privacy notice, in French"))
    privacy_en = TextAreaField(_("Privacy notice, in English"))
    guests_fr = TextAreaField(_("Terms for guests, in French"))
    guests_en = TextAreaField(_("Terms for guests, in English"))
    dated = DateField(_("Date of the version"), [InputRequired(_("Choose a day."))])
    changed = TextAreaField(_("What changed"))
    same = BooleanField(_("Only the wording is better: nobody has to accept it again"))
    seen = HiddenField()


class PeopleForm(Form):
    """Whom of those who are to accept somebody wishes to see."""

    state = SelectField(
        _("Who"),
        choices=[
            Choice("", _("Everybody")),
            *(Choice(state, label) for state, label in STATE_LABELS.items()),
        ],
        default="",
    )
    number = SelectField(_("Version"), validate_choice=False)
    words = StringField(_("Name or unit"))


class ExportForm(Form):
    """A copy leaves the server: why is kept in the journal."""

    justification = TextAreaField(
        _("Why it is exported"),
        [
            DataRequired(_("Say why: it stands in the journal.")),
            Length(max=JUSTIFICATION_LENGTH, message=_("Say it in %(max)d characters at most.")),
        ],
    )
    state = HiddenField()
    number = HiddenField()
    words = HiddenField()
