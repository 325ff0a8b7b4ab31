"""Forms of the journal: their shape."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from wiki.web.forms import Choice, Form

JUSTIFICATION_LENGTH = 500  # characters
CSV, JSON_LINES = "csv", "jsonl"


class FilterForm(Form):
    act = SelectField(_("What was done"), validate_choice=False)
    who = StringField(_("By whom"))
    since = DateField(_("From"), [Optional()])
    until = DateField(_("To"), [Optional()])


class ExportForm(Form):
    """A copy leaves the server: why is kept in the journal itself."""

    format = RadioField(
        _("Format"), choices=(Choice(CSV, _("Table (CSV)")), Choice(JSON_LINES, _("JSON Lines"))), default=CSV
    )
    justification = TextAreaField(
        _("Why it is exported"),
        [
            DataRequired(_("Say why: it stands in the journal.")),
            Length(max=JUSTIFICATION_LENGTH, message=_("Say it in %(max)d characters at most.")),
        ],
    )
    # What was chosen above the list.
    act = HiddenField()
    who = HiddenField()
    since = HiddenField()
    until = HiddenField()
