"""A form with a field of each sort."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField, TextAreaField

from wiki.web.forms import Choice, Form

ROLES = (Choice("reads", _("Reads")), Choice("writes", _("Writes")), Choice("keeps", _("Keeps the space")))


class SampleForm(Form):
    """What is typed in it goes nowhere."""

    title = StringField(_("Title"))
    description = TextAreaField(_("Description"))
    role = SelectField(_("Role"), choices=ROLES)
    until = DateField(_("Until"))
    rights = RadioField(_("Role"), choices=ROLES, default="writes")
    minor = BooleanField(_("Minor change: nobody is notified"))
    body = TextAreaField(_("Text"))


def wrong_form() -> SampleForm:
    """The form as it comes back when each of its fields is refused."""
    form = SampleForm(formdata=None, prefix="wrong-")
    for field in form:
        if field.name != form.body.name and field.type != "CSRFTokenField":
            field.errors = [gettext("Give the space a title.")]
    form.form_errors.append(gettext("Nothing of it was saved. Copy it before you leave this page."))
    return form
