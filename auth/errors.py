"""Why somebody is not let in. A class's docstring is the sentence that the person reads, in English for translators.

Named values fill the sentence; those that are durations are written out in the person's language by the web layer.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from auth.sentences import Sentence


class AuthError(Exception):
    """Signing in did not work. Nothing was changed."""

    status = 500

    def __init__(self, **values: object) -> None:
        self.values: Mapping[str, object] = values
        super().__init__(self.sentence() % values if values else self.sentence())

    @classmethod
    def sentence(cls) -> str:
        """The untranslated sentence, on one line."""
        return " ".join((cls.__doc__ or "").split())

    def said(self) -> Sentence:
        """What it says, to stand among other sentences."""
        return Sentence(self.sentence(), **self.values)


# ── Refused at the door ────────────────────────────────────────────────────────────────────────────


class SignInRefused(AuthError):
    """You cannot sign in."""

    status = 401


class WrongCredentials(SignInRefused):
    """This name and this password do not go together. Check both, then try again."""


class ConfirmationNeeded(SignInRefused):
    """What you are about to do asks for your password again."""

    status = 403


class EmptyPassword(SignInRefused):
    """Type your password."""


class TooManyAttempts(SignInRefused):
    """Too many attempts. Wait %(wait)s, then try again."""

    status = 429

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait=wait)
        self.wait = wait


class AccountDisabled(SignInRefused):
    """This account is disabled. If that is a mistake, ask those who manage accounts in your organisation."""

    status = 403


class AccountExpired(SignInRefused):
    """This account has come to its end date. Ask those who manage accounts in your organisation to extend it."""

    status = 403


class AccountLocked(SignInRefused):
    """The directory has locked this account. Wait a while, or ask those who manage accounts to unlock it."""

    status = 403


class PasswordExpired(SignInRefused):
    """Your password has expired. Change it as your organisation asks you to, then come back."""

    status = 403


class PasswordMustChange(SignInRefused):
    """Your password must be changed before you go on. Change it as your organisation asks you to, then come back."""

    status = 403


class NotAdmitted(SignInRefused):
    """Your account is not in the group of those who may use this site. Ask for access where you work."""

    status = 403


class SignInHoursClosed(SignInRefused):
    """The directory does not let this account sign in at this hour or from this place."""

    status = 403


class AmbiguousName(SignInRefused):
    """Several people of the directory answer to this name. Use another of your names, and tell the administrators."""

    status = 403


class DirectoryUnavailable(SignInRefused):
    """The directory does not answer, so nobody can sign in right now. Try again in a minute."""

    status = 503


# ── What an administrator reads ────────────────────────────────────────────────────────────────────


class DirectoryProblem(AuthError):
    """The directory could not be read."""

    status = 503


class DirectoryTruncated(DirectoryProblem):
    """The directory stopped after %(count)s entries (%(reason)s): raise its size limit for the service account."""


class DirectoryRefused(DirectoryProblem):
    """The directory refused what was asked (%(reason)s): check the service account and the bases of the search."""


class SuspiciousDepartures(DirectoryProblem):
    """Of %(before)s people or groups the directory still has %(found)s. Nobody was disabled: check it, then force."""

    status = 409


class UsernameTaken(AuthError):
    """There is already an account named %(username)s."""

    status = 409


class PasswordTooShort(AuthError):
    """Choose a password of %(minimum)s characters or more."""

    status = 422


class PasswordTooLong(AuthError):
    """Choose a password of %(maximum)s characters or fewer."""

    status = 422


class PasswordTooObvious(AuthError):
    """Choose a password that is not made of your own name and does not repeat one character."""

    status = 422
