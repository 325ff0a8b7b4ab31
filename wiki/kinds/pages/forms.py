"""Forms of pages: their shape."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from wiki.kinds.pages.commands import SUMMARY_LENGTH
from wiki.kinds.pages.models import TITLE_LENGTH
from wiki.web.forms import Choice, Form

LANGUAGES = (Choice("fr-CA", _("French")), Choice("en-CA", _("English")))


def page_id(chosen: object) -> int:
    """The id of a chosen page; 0 for none, and for what no list offers."""
    text = str(chosen or "")
    return int(text) if text.isdecimal() else 0


class PageForm(Form):
    """A page's words, new or edited."""

    title = StringField(_("Title"), [DataRequired(_("Give the page a title."))])
    parent = SelectField(_("Under the page"), coerce=page_id, validate_choice=False)
    body = TextAreaField(_("Text"))
    summary = StringField(
        _("What did you change, and why?"),
        [Length(max=SUMMARY_LENGTH, message=_("Say it in %(max)d characters at most."))],
    )
    minor = BooleanField(_("Minor change: nobody is notified"))
    tags = StringField(_("Tags"))
    language = SelectField(_("Language of the page"), choices=LANGUAGES)
    base_revision = HiddenField(default="0")


class MoveForm(Form):
    """A page's title and its place in the tree."""

    title = StringField(
        _("Title"),
        [
            DataRequired(_("Give the page a title.")),
            Length(max=TITLE_LENGTH, message=_("A title has %(max)d characters at most.")),
        ],
    )
    parent = SelectField(_("Under the page"), coerce=page_id, validate_choice=False)
    after = SelectField(_("After the page"), coerce=page_id, validate_choice=False)


class DeleteForm(Form):
    reason = StringField(
        _("Why?"),
        [
            DataRequired(_("Say why this page goes to the bin: its readers will ask.")),
            Length(max=400, message=_("Say it in %(max)d characters at most.")),
        ],
    )


class RestoreForm(Form):
    """Another title is asked for when the old one was taken meanwhile."""

    title = StringField(_("Title"), [Optional(), Length(max=TITLE_LENGTH)])


class RevertForm(Form):
    number = IntegerField(validators=[DataRequired()])


class Confirmation(Form):
    """A button: nothing but the proof that it is of one of our pages."""
