"""Forms of the forum: their shape."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from wiki.kinds.forum.commands.holding import REASON_LENGTH
from wiki.kinds.forum.commands.words import SUMMARY_LENGTH
from wiki.kinds.forum.models import ANNOUNCEMENT, DISCUSSION, QUESTION
from wiki.web.forms import Choice, Form

LANGUAGES = (Choice("fr-CA", _("French")), Choice("en-CA", _("English")))
PURPOSES = (
    Choice(QUESTION, _("Question")),
    Choice(DISCUSSION, _("Discussion")),
    Choice(ANNOUNCEMENT, _("Announcement")),
)
LONGEST_NUMBER = 9  # digits: every database holds it
TOO_LONG = _("Say it in %(max)d characters at most.")


def number(typed: object) -> int:
    """A number that a form or an address holds; 0 for what is none."""
    text = str(typed or "")
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else 0


class ReplyForm(Form):
    """What is said in a topic."""

    title = HiddenField()  # empty: the script that keeps drafts reads one of every form
    body = TextAreaField(_("Your reply"))
    base_revision = HiddenField(default="0")
    reply_to = HiddenField()
    where = HiddenField()  # the space in which the topic was when the form was opened
    sending = HiddenField()


class TopicForm(Form):
    """A topic with its first words, new or changed."""

    purpose = RadioField(_("What is it for?"), choices=PURPOSES, default=QUESTION)
    title = StringField(_("Title"), [DataRequired(_("Give the topic a title."))])
    body = TextAreaField(_("Text"))
    tags = StringField(_("Tags"))
    language = SelectField(_("Language of the topic"), choices=LANGUAGES)
    summary = StringField(_("What did you change, and why?"), [Length(max=SUMMARY_LENGTH, message=TOO_LONG)])
    minor = BooleanField(_("Minor change, left out of recent changes"))
    base_revision = HiddenField(default="0")
    sending = HiddenField()


class PostForm(Form):
    """The words of a reply, changed."""

    title = HiddenField()
    body = TextAreaField(_("Text"))
    summary = StringField(_("What did you change, and why?"), [Length(max=SUMMARY_LENGTH, message=TOO_LONG)])
    minor = BooleanField(_("Minor change, left out of recent changes"))
    base_revision = HiddenField(default="0")


class ReasonForm(Form):
    """Why something is taken away or closed."""

    reason = StringField(
        _("Why?"),
        [
            DataRequired(_("Say why: colleagues will ask.")),
            Length(max=REASON_LENGTH, message=TOO_LONG),
        ],
    )


class PinForm(ReasonForm):
    """Until when a topic stands at the top of the list, and why."""

    until = DateField(_("Until"), [DataRequired(_("Choose a day."))])


class MoveForm(Form):
    """Where a topic goes."""

    space = SelectField(_("Space"), coerce=number, validators=[Optional()], validate_choice=False)
