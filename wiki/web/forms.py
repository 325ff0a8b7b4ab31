"""What all forms share: they say in words what is wrong, and keep what was typed."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import request
from flask_babel import gettext
from wtforms.fields import SelectChoice as Choice  # type: ignore[attr-defined]  # newer than its stubs

from auth.web.forms import PostedForm
from wiki.web.csrf import FIELD
from wiki.web.errors import Refusal, words_of

__all__ = ["Choice", "Form", "StrictForm"]


class Form(PostedForm):
    """Shape only, never who."""

    def refuse(self, error: Refusal, field: Any | None = None) -> None:
        """Show the error's sentence at the field that it is about, or above the form."""
        if field is None:
            self.form_errors.append(words_of(error))
        else:
            field.errors = [*field.errors, words_of(error)]


class StrictForm(Form):
    """A form that refuses what it has no field for: nobody slips in what it does not ask (L-4)."""

    # What may come with it besides its fields, such as the name of a button.
    also: ClassVar[frozenset[str]] = frozenset()

    def validate(self, *args: Any, **values: Any) -> bool:
        valid: bool = super().validate(*args, **values)
        unknown = sorted(set(request.form) - set(self._fields) - self.also - {FIELD})
        if unknown:
            self.form_errors.append(
                gettext("This form has no field “%(name)s”: nothing was done.", name=unknown[0][:40])
            )
        return valid and not unknown
