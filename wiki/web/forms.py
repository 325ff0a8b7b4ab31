"""What all forms share: they say in words what is wrong, and keep what was typed."""

from __future__ import annotations

from typing import Any

from wtforms.fields import SelectChoice as Choice  # type: ignore[attr-defined]  # newer than its stubs

from auth.web.forms import PostedForm
from wiki.errors import RelaisError
from wiki.web.errors import words_of

__all__ = ["Choice", "Form"]


class Form(PostedForm):
    """Shape only, never who."""

    def refuse(self, error: RelaisError, field: Any | None = None) -> None:
        """Show the error's sentence at the field that it is about, or above the form."""
        if field is None:
            self.form_errors.append(words_of(error))
        else:
            field.errors = [*field.errors, words_of(error)]
