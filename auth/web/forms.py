"""The shapes of what is posted: to sign in, to change one's password, to confirm."""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations
from typing import Any, ClassVar

from babel.support import Translations
from flask import request
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import ImmutableMultiDict
from wtforms import HiddenField, PasswordField, StringField
from wtforms.i18n import messages_path
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

from auth.passwords import LONGEST


class PostedForm(FlaskForm):
    """What a form sent, and nothing else: nobody slips in what it does not ask (L-4). The JSON of a script is none,
    whatever it holds."""

    # What may come with it besides its fields, such as the name of a button.
    also: ClassVar[frozenset[str]] = frozenset()

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            sent = ImmutableMultiDict() if request.is_json and formdata is not None else formdata
            return super().wrap_formdata(form, sent)

        def get_translations(self, form: Any) -> Any:
            return _translations(str(get_locale()))

    def takes(self, name: str) -> bool:
        """Whether something may be sent under this name."""
        return name in self.also or name == self.meta.csrf_field_name or name in {f.name for f in self}

    def validate(self, *args: Any, **values: Any) -> bool:
        valid: bool = super().validate(*args, **values)
        unknown = next((name for name in request.form if not self.takes(name)), None)
        if unknown is not None:
            self.form_errors.append(
                gettext("This form has no field “%(name)s”: nothing was done.", name=unknown[:40])
            )
        return valid and unknown is None


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


KEPT = "kept."  # before the name of each field of the form that was on its way


class AgainForm(PostedForm):
    """The password once more, and what was on its way when it was asked for."""

    password = PasswordField(
        _("Password"), validators=[InputRequired(_("Type your password.")), Length(max=LONGEST)]
    )
    next = HiddenField()

    def takes(self, name: str) -> bool:
        return name.startswith(KEPT) or super().takes(name)


class PasswordForm(PostedForm):
    """The password of today, and the new one twice."""

    also = frozenset({"username"})  # what the browser keeps the password with

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
