"""Forms of pages: their shape."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from wiki.access.roles import ANSWER, MODERATE, WRITE
from wiki.kinds.pages.commands import REASON_LENGTH, SUMMARY_LENGTH
from wiki.web.forms import Choice, Form

LANGUAGES = (Choice("fr-CA", _("French")), Choice("en-CA", _("English")))


LONGEST_NUMBER = 9  # digits: every database holds it


def number(typed: object) -> int:
    """A number that a form holds: the id of a chosen page, a revision; 0 for what no list offers."""
    text = str(typed or "")
    return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else 0


@dataclass(frozen=True, slots=True)
class Began:
    """What stood beside the words when the form was opened: what has not been changed in the form is not what its
    sender wants, but what there was."""

    title: str
    parent: int | None
    tags: tuple[str, ...]
    language: str

    def written(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def read(cls, written: str | None, default: Began) -> Began:
        """What the form says, or `default` when it says nothing that can be read."""
        try:
            said = json.loads(written or "")
            return cls(
                str(said["title"]), said["parent"], tuple(map(str, said["tags"])), str(said["language"])
            )
        except (ValueError, TypeError, KeyError):
            return default


# What is chosen for a passage on the screen of a conflict.
CHOICES = re.compile(r"(choice|words)-\d+")


class PageForm(Form):
    """A page's words, new or edited, or put together on the screen of a conflict."""

    title = StringField(_("Title"), [DataRequired(_("Give the page a title."))])
    parent = SelectField(_("Under the page"), coerce=number, validate_choice=False)
    body = TextAreaField(_("Text"))
    summary = StringField(
        _("What did you change, and why?"),
        [Length(max=SUMMARY_LENGTH, message=_("Say it in %(max)d characters at most."))],
    )
    minor = BooleanField(_("Minor change, left out of recent changes"))
    tags = StringField(_("Tags"))
    language = SelectField(_("Language of the page"), choices=LANGUAGES)
    base_revision = HiddenField(default="0")
    began = HiddenField()
    draft = HiddenField()
    theirs_revision = HiddenField()

    def takes(self, name: str) -> bool:
        return CHOICES.fullmatch(name) is not None or super().takes(name)


class MoveForm(Form):
    """A page's title and its place in the tree."""

    title = StringField(_("Title"), [DataRequired(_("Give the page a title."))])
    parent = SelectField(_("Under the page"), coerce=number, validate_choice=False)
    after = SelectField(_("After the page"), coerce=number, validate_choice=False)


class DeleteForm(Form):
    reason = StringField(
        _("Why?"),
        [
            DataRequired(_("Say why this page goes to the bin: its readers will ask.")),
            Length(max=REASON_LENGTH, message=_("Say it in %(max)d characters at most.")),
        ],
    )


class RestoreForm(Form):
    """Another title is asked for when the old one was taken meanwhile."""

    title = StringField(_("Title"), [Optional()])


class ApprovalForm(Form):
    """The revision that was read is approved."""

    number = HiddenField()


# Those of a space who can be named together.
OF_ROLES = (
    Choice(MODERATE, _("Those who animate it")),
    Choice(ANSWER, _("Its experts")),
    Choice(WRITE, _("All who write there")),
)


class ReadersForm(Form):
    """Fewer people than those of the space read a page."""

    roles = SelectMultipleField(
        _("Of the space"), choices=OF_ROLES, widget=ListWidget(), option_widget=CheckboxInput()
    )
    who = TextAreaField(_("People and groups"))
    reason = TextAreaField(
        _("Why"), [Length(max=REASON_LENGTH, message=_("Say it in %(max)d characters at most."))]
    )
    review = DateField(_("To be looked at again on"), [Optional()])
