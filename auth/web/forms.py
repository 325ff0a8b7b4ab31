"""The shapes of what is posted: to sign in, to change one's password, to confirm."""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations
from typing import Any

from babel.support import Translations
from flask import request
from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import ImmutableMultiDict
from wtforms import HiddenField, PasswordField, StringField
from wtforms.i18n import messages_path
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

from auth.passwords import LONGEST


class PostedForm(FlaskForm):
    """What a form sent. The JSON of a script is none, whatever it holds."""

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            sent = ImmutableMultiDict() if request.is_json and formdata is not None else formdata
            return super().wrap_formdata(form, sent)

        def get_translations(self, form: Any) -> Any:
            return _translations(str(get_locale()))


@cache
def _translations(locale: str) -> NullTranslations:
    """WTForms' own words in this language, read once."""
    return Translations.load(messages_path(), [locale], domain="wtforms")


class SignInForm(PostedForm):
    """Name and password, and where to go afterwards."""

    username = StringField(
        _("Username"), validators=[DataRequired(_("Type your username.")), Length(max=200)]
    )
    password = PasswordField(
        _("Password"), validators=[InputRequired(_("Type your password.")), Length(max=LONGEST)]
    )
    next = HiddenField()


class AgainForm(PostedForm):
    """The password once more, and what was on its way when it was asked for."""

    password = PasswordField(
        _("Password"), validators=[InputRequired(_("Type your password.")), Length(max=LONGEST)]
    )
    next = HiddenField()


class PasswordForm(PostedForm):
    """The password of today, and the new one twice."""

    password = PasswordField(
        _("Current password"),
        validators=[InputRequired(_("Type your current password.")), Length(max=LONGEST)],
    )
    new_password = PasswordField(
        _("New password"), validators=[InputRequired(_("Type a new password.")), Length(max=LONGEST)]
    )
    again = PasswordField(
        _("New password, again"),
        validators=[EqualTo("new_password", _("This is not the new password that you typed above."))],
    )


class Confirmation(PostedForm):
    """A button: nothing but the proof that it is of one of our pages."""
