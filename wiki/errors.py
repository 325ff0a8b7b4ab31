"""What can be refused. A class's docstring is the sentence that the person reads, in English for translators.

Named values fill the sentence: `raise TooLong(title="…", limit=200)` fills `%(title)s` and `%(limit)s`.
`auth.errors` and `search.errors` begin alike, on purpose: guests that shared a base would not stand alone.
"""

from __future__ import annotations

from collections.abc import Mapping


class RelaisError(Exception):
    """Something went wrong. Nothing was changed."""

    status = 500

    def __init__(self, **values: object) -> None:
        self.values: Mapping[str, object] = values
        super().__init__(self.sentence() % values if values else self.sentence())

    @classmethod
    def sentence(cls) -> str:
        """The untranslated sentence, on one line."""
        return " ".join((cls.__doc__ or "").split())


class NotFound(RelaisError):
    """There is nothing here, or nothing that you may read."""

    status = 404


class Forbidden(RelaisError):
    """You may read this, but not do that with it."""

    status = 403


class RulesNotAccepted(Forbidden):
    """You read here, and write once you have accepted the rules. Nothing was saved: read them, accept them, and do
    it again."""

    # Its value `space_id` says whose: those of a space, or 0 for the site.


class SignInNeeded(RelaisError):
    """Sign in to go on."""

    status = 401


class Invalid(RelaisError):
    """Some of what was sent cannot be accepted."""

    status = 422


class Conflict(RelaisError):
    """Somebody else changed this in the meantime."""

    status = 409


class TooLarge(RelaisError):
    """What you sent is too large for this server. Your words were not saved."""

    status = 413


class FormExpired(RelaisError):
    """This form is too old, or your session ended. What you typed is below: open the form again and paste it."""

    status = 400


class Unavailable(RelaisError):
    """The server cannot do this at the moment. Try again in a minute."""

    status = 503
