"""What all forms share: they say in words what is wrong, keep what was typed, and refuse what they did not ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from wtforms.fields import SelectChoice as Choice  # type: ignore[attr-defined]  # newer than its stubs

from auth.web.forms import PostedForm
from wiki.errors import Invalid
from wiki.web.csrf import FIELD
from wiki.web.errors import Refusal, words_of

__all__ = ["Choice", "Form", "UnknownField", "sent"]


class UnknownField(Invalid):
    """This form has no field “%(name)s”: nothing was done."""


class Form(PostedForm):
    """Shape only, never who."""

    def field_of(self, error: Exception, fields: Mapping[type[Exception], str]) -> Any | None:
        """The field that the error is about, by its class; None when it is about none, or about one that this form has
        not."""
        name = fields.get(type(error))
        return self._fields.get(name) if name is not None else None

    def refuse(self, error: Refusal, field: Any | None = None) -> None:
        """Show the error's sentence at the field that it is about, or above the form."""
        if field is None:
            self.form_errors.append(words_of(error))
        else:
            field.errors = [*field.errors, words_of(error)]


def sent(*names: str) -> Mapping[str, str]:
    """What a button or a script sent under these names, as a form or as JSON; "" for what it did not say.

    :raises UnknownField: for what has another name (L-4).
    """
    said = request.get_json(silent=True) if request.is_json else request.form
    values = said if isinstance(said, Mapping) else {}
    unknown = next((name for name in values if name not in (*names, FIELD)), None)
    if unknown is not None:
        raise UnknownField(name=str(unknown)[:40])
    return {name: str(values.get(name) or "") for name in names}
