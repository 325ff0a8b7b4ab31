"""Forms of moderation: their shape."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from auth.sentences import Sentence
from wiki.parts.moderation.commands.appealing import WORDS_LENGTH
from wiki.parts.moderation.commands.restraining import DURATIONS
from wiki.parts.moderation.commands.settings import MOST, MOST_WORDS
from wiki.parts.moderation.models import ALL, CONTRIBUTORS, NOBODY, NOTE_LENGTH
from wiki.parts.moderation.reasons import FLAGS, REASONS, SILENCED, SUSPENDED
from wiki.web.forms import Choice, Form

_TOO_LONG = _("Say it in %(max)d characters at most.")


def _choices(named: dict[str, Sentence]) -> list[Choice]:
    return [Choice(code, _(words.source)) for code, words in named.items()]


class FlagForm(Form):
    reason = RadioField(_("What is wrong with it?"), choices=_choices(dict(FLAGS)), validate_choice=False)
    note = TextAreaField(_("In a few words"), [Length(max=NOTE_LENGTH, message=_TOO_LONG)])


class DecisionForm(Form):
    """What is decided: the choices are those that the item allows."""

    action = RadioField(_("What do you decide?"), validate_choice=False)
    reason = SelectField(
        _("Reason"),
        choices=[Choice("", _("(choose a reason)")), *_choices(dict(REASONS))],
        validate_choice=False,
    )
    words = TextAreaField(_("What is told to the author"), [Length(max=WORDS_LENGTH, message=_TOO_LONG)])
    seen = HiddenField()


class RestraintForm(Form):
    who = StringField(_("Who"), [DataRequired(_("Type a name, or choose one in the list."))])
    action = RadioField(
        _("What they may do"),
        choices=[
            Choice(SILENCED, _("Silence: they read and no longer write")),
            Choice(SUSPENDED, _("Suspension: they are kept out")),
        ],
        default=SILENCED,
    )
    days = SelectField(
        _("For how long"),
        choices=[
            Choice(days, label)
            for days, label in zip(
                DURATIONS,
                (_("One day"), _("3 days"), _("7 days"), _("30 days"), _("Until it is undone")),
                strict=True,
            )
        ],
        coerce=int,
    )
    reason = SelectField(
        _("Reason"),
        choices=[Choice("", _("(choose a reason)")), *_choices(dict(REASONS))],
        validate_choice=False,
    )
    words = TextAreaField(_("What is told to them"), [Length(max=WORDS_LENGTH, message=_TOO_LONG)])


class WordsForm(Form):
    """An appeal, or an answer to one."""

    words = TextAreaField(_("In your words"), [Length(max=WORDS_LENGTH, message=_TOO_LONG)])


class RestraintDecisionForm(WordsForm):
    """Whether a silence or a suspension ends, as the button that was pressed says."""

    action = HiddenField()


class AppealDecisionForm(Form):
    case = HiddenField(validators=[DataRequired()])
    overturn = HiddenField()
    words = TextAreaField(_("What is told to the author"), [Length(max=WORDS_LENGTH, message=_TOO_LONG)])


class IncidentForm(Form):
    incident = HiddenField(validators=[DataRequired()])
    serious = BooleanField(_("It may do serious harm"))
    measures = TextAreaField(_("What was done about it"), [Length(max=WORDS_LENGTH, message=_TOO_LONG)])


class ModeratingForm(Form):
    who_waits = RadioField(
        _("What is approved before others see it"),
        choices=[
            Choice(NOBODY, _("Nothing, but for what is said below")),
            Choice(CONTRIBUTORS, _("All that contributors write")),
            Choice(ALL, _("All that is written, but by those who moderate")),
        ],
        default=NOBODY,
    )
    guests_wait = BooleanField(_("What guests write"))
    newcomers_wait = IntegerField(
        _("The first things that somebody writes here"),
        [
            InputRequired(_("Write a number.")),
            NumberRange(0, MOST, _("Write a number between %(min)s and %(max)s.")),
        ],
        default=0,
    )
    links_wait = BooleanField(_("What holds a link to another site"))
    words_wait = TextAreaField(
        _("What holds one of these words"), [Length(max=MOST_WORDS, message=_TOO_LONG)]
    )
    flags_hide = IntegerField(
        _("People who flag something before it is hidden"),
        [
            InputRequired(_("Write a number.")),
            NumberRange(0, MOST, _("Write a number between %(min)s and %(max)s.")),
        ],
        default=3,
    )


class ExportForm(Form):
    """A copy leaves the server: why is kept in the journal."""

    justification = TextAreaField(
        _("Why it is exported"),
        [DataRequired(_("Say why: it stands in the journal.")), Length(max=500, message=_TOO_LONG)],
    )
    # What was chosen above the list.
    action = HiddenField()
    reason = HiddenField()
