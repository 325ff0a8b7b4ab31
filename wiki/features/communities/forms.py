"""Forms of communities and of their members: their shape."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from wiki.access.roles import CONSULTATION, FUNCTIONAL
from wiki.features.communities.naming import (
    JOINING_LABELS,
    LEVEL_LABELS,
)
from wiki.parts.communities import stages
from wiki.parts.communities.commands.asking import ASKED_FOR
from wiki.parts.spaces.models import MEMBERS_ONLY, SECRET, STAFF
from wiki.parts.subscriptions.models import NORMAL
from wiki.registry import KINDS
from wiki.web.forms import Choice, Form
from wiki.web.labels import allowed_labels
from wiki.web.naming import ROLE_LABELS

VISIBILITIES = (
    Choice(STAFF, _("All staff")),
    Choice(MEMBERS_ONLY, _("Members only")),
    Choice(SECRET, _("Secret")),
)
LANGUAGES = (Choice("fr-CA", _("French")), Choice("en-CA", _("English")))
WAYS = tuple(Choice(way, label) for way, label in JOINING_LABELS.items())
JOINS_AS = (Choice(FUNCTIONAL, _("Read and write")), Choice(CONSULTATION, _("Read")))
LEVELS = tuple(Choice(level, label) for level, label in LEVEL_LABELS.items())
TO_ASK_FOR = tuple(Choice(role, ROLE_LABELS[role]) for role in ASKED_FOR)
TO_BEGIN_WITH = TO_ASK_FOR[:2]
TO_GIVE = tuple(Choice(role, label) for role, label in ROLE_LABELS.items())


class CommunityForm(Form):
    """What a community is for, and how people come into it. How long its texts may be is said by whoever keeps them."""

    purpose = TextAreaField(_("Purpose"))
    domain = StringField(_("Domain"), [Length(max=80, message=_("Say it in %(max)d characters at most."))])
    charter = TextAreaField(_("Charter"))
    charter_changed = StringField(_("What changed in the charter"))
    charter_same = BooleanField(_("Only its wording is better: nobody has to accept it again"))
    rhythm = StringField(_("Rhythm"), [Length(max=200, message=_("Say it in %(max)d characters at most."))])
    joining = RadioField(_("How people become members"), choices=WAYS, default=stages.ON_REQUEST)
    joins_as = SelectField(_("What new members may do"), choices=JOINS_AS)
    sensitivity = SelectField(_("Sensitivity"), validate_choice=False)
    kinds = SelectMultipleField(
        _("What it holds besides pages"),
        validate_choice=False,
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )

    def offer(self) -> CommunityForm:
        """The form, with the labels and the kinds of this site to choose among."""
        labels = [Choice(key, text) for key, text in allowed_labels().items()]
        self.sensitivity.choices = [Choice("", _("No label")), *labels]
        self.kinds.choices = [Choice(kind.name, kind.labels[1]) for kind in KINDS.optional]
        return self

    @property
    def switched_off(self) -> tuple[str, ...]:
        """The kinds that are not ticked."""
        return tuple(kind.name for kind in KINDS.optional if kind.name not in (self.kinds.data or ()))


class OpeningForm(CommunityForm):
    """A community is opened."""

    title = StringField(_("Title"), [DataRequired(_("Give the community a title."))])
    slug = StringField(
        _("Address"), [Optional(), Length(max=80, message=_("An address has %(max)d characters at most."))]
    )
    animator = StringField(_("First animator"))
    other_animator = StringField(_("Second animator"))
    sponsor = StringField(_("Sponsor"))
    visibility = RadioField(_("Who knows of it"), choices=VISIBILITIES, default=STAFF)
    language = SelectField(_("Language"), choices=LANGUAGES)
    template = HiddenField()
    confirmed = BooleanField(_("It is about something else: open it all the same"))


class StageForm(Form):
    stage = HiddenField(validators=[DataRequired()])
    seen = HiddenField()


class KeyPagesForm(Form):
    items = TextAreaField(_("Key pages"))


class LevelForm(Form):
    level = RadioField(_("What you wish to hear of it"), choices=LEVELS, default=NORMAL)


class RequestForm(LevelForm):
    """Somebody asks to come in, or for another role."""

    role = SelectField(_("What you wish to do there"), choices=TO_BEGIN_WITH)
    reason = TextAreaField(_("Why"), [Length(max=2000, message=_("Say it in %(max)d characters at most."))])
    until = DateField(_("Until"), [Optional()])
    # The version of the charter that was read; nothing where there is none.
    number = HiddenField()
    agreed = BooleanField(_("I have read the charter and I accept it"))


class RoleRequestForm(Form):
    """A member asks for another role, or a reader of a plain space for one."""

    role = SelectField(_("Role"), choices=TO_ASK_FOR)
    reason = TextAreaField(_("Why"), [Length(max=2000, message=_("Say it in %(max)d characters at most."))])
    until = DateField(_("Until"), [Optional()])

    def offer(self, roles: Collection[str]) -> RoleRequestForm:
        """The form, with those of the roles that can be asked for in the space."""
        self.role.choices = [choice for choice in TO_ASK_FOR if choice.value in roles]
        return self


class AnswerForm(Form):
    note = TextAreaField(
        _("A word to whoever asked"), [Length(max=2000, message=_("Say it in %(max)d characters at most."))]
    )
    answer = HiddenField()


class InvitationForm(Form):
    who = StringField(_("Who"), [DataRequired(_("Type a name, or choose one in the list."))])
    role = SelectField(_("Role"), choices=TO_GIVE)
    until = DateField(_("Until"), [Optional()])
    reason = TextAreaField(
        _("A word to whoever is invited"),
        [Length(max=2000, message=_("Say it in %(max)d characters at most."))],
    )


class RenewalForm(Form):
    word = HiddenField(validators=[DataRequired()])
    role = HiddenField(validators=[DataRequired()])
    until = DateField(_("Until"), [DataRequired(_("Choose a day."))])


class LeavingForm(Form):
    successor = SelectField(_("Who takes over"), coerce=int, validate_choice=False)


class InvitationAnswerForm(LevelForm):
    answer = HiddenField()
