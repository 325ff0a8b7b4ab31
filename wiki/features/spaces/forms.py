"""Forms of spaces: their shape."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional

from wiki.parts.spaces.models import MEMBERS_ONLY, SECRET, STAFF
from wiki.web.forms import Choice, Form
from wiki.web.naming import ROLE_LABELS

VISIBILITIES = (
    Choice(STAFF, _("All staff")),
    Choice(MEMBERS_ONLY, _("Members only")),
    Choice(SECRET, _("Secret")),
)
LANGUAGES = (Choice("fr-CA", _("French")), Choice("en-CA", _("English")))
ROLES = tuple(Choice(role, label) for role, label in ROLE_LABELS.items())


class SpaceForm(Form):
    title = StringField(_("Title"), [DataRequired(_("Give the space a title."))])
    slug = StringField(
        _("Address"), [Optional(), Length(max=80, message=_("An address has %(max)d characters at most."))]
    )
    description = TextAreaField(
        _("Description"), [Length(max=500, message=_("Say it in %(max)d characters at most."))]
    )
    visibility = RadioField(_("Who knows of it"), choices=VISIBILITIES, default=STAFF)
    language = SelectField(_("Language"), choices=LANGUAGES)


class MemberForm(Form):
    """Somebody is given a role."""

    who = StringField(_("Who"), [DataRequired(_("Type a name, or choose one in the list."))])
    role = SelectField(_("Role"), choices=ROLES)


class RoleForm(Form):
    """Somebody's role is changed, or taken away."""

    word = HiddenField(validators=[DataRequired()])
    role = SelectField(_("Role"), choices=ROLES, validate_choice=False)
    action = HiddenField()


class RolesForm(Form):
    """All the roles of somebody, each with its last day if it has one."""

    word = HiddenField(validators=[DataRequired()])
    roles = SelectMultipleField(_("Roles"), choices=ROLES)
    reason = TextAreaField(_("Why"), [Length(max=2000, message=_("Say it in %(max)d characters at most."))])

    def until(self, role: str) -> DateField:
        """The field of the last day of this role."""
        field: DateField = self[until_of(role)]
        return field


def until_of(role: str) -> str:
    """The name of the field with the last day of a role."""
    return f"until_{role}"


for _role in ROLE_LABELS:
    setattr(RolesForm, until_of(_role), DateField(_("Until"), [Optional()]))
