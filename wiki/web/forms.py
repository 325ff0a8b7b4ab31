"""What all forms share: they say in words what is wrong, and keep what was typed."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import ImmutableMultiDict
from wtforms.fields import SelectChoice as Choice  # type: ignore[attr-defined]  # newer than its stubs

from wiki.errors import RelaisError
from wiki.web.errors import words_of

__all__ = ["Choice", "Form"]


class Form(FlaskForm):
    """Shape only, never who."""

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What a form sent; the JSON of a script is none, whatever it holds."""
            sent = ImmutableMultiDict() if request.is_json and formdata is not None else formdata
            return super().wrap_formdata(form, sent)

    def refuse(self, error: RelaisError, field: Any | None = None) -> None:
        """Show the error's sentence at the field that it is about, or above the form."""
        if field is None:
            self.form_errors.append(words_of(error))
        else:
            field.errors = [*field.errors, words_of(error)]
