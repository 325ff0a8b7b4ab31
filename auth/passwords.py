"""Passwords of the local directory: argon2id, and the same time spent whether the account exists or not."""

from __future__ import annotations

import unicodedata
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from auth.errors import PasswordTooLong, PasswordTooObvious, PasswordTooShort
from auth.names import name_key
from auth.settings import PasswordSettings

# Far above any passphrase, far under what would make hashing a burden.
LONGEST = 1000


class Passwords:
    """Hashes and verifies with the parameters of the settings."""

    def __init__(self, settings: PasswordSettings | None = None) -> None:
        self._settings = settings or PasswordSettings()
        self._hasher = PasswordHasher(
            time_cost=self._settings.time_cost,
            memory_cost=self._settings.memory_kib,
            parallelism=self._settings.parallelism,
        )

    def hash(self, password: str) -> str:
        """The argon2id hash to store, with its own salt and parameters in it."""
        return self._hasher.hash(_prepared(password))

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password is the one that was hashed. Without a hash it answers False after the same work."""
        try:
            return self._hasher.verify(stored or self._decoy, _prepared(password)) and stored is not None
        except (VerificationError, InvalidHashError):
            return False

    def outdated(self, stored: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def require_good(self, password: str, *own_names: str) -> None:
        """Refuse a new password that is too short or guessed first.

        :raises PasswordTooShort: or PasswordTooLong, with the limit.
        :raises PasswordTooObvious: it is one of the person's own names, repeated or not, or a single character.
        """
        if len(password) < self._settings.minimum_length:
            raise PasswordTooShort(minimum=self._settings.minimum_length)
        if len(password) > LONGEST:
            raise PasswordTooLong(maximum=LONGEST)
        if len(_without(password.casefold(), own_names)) < 4 or len(set(password)) < 4:
            raise PasswordTooObvious

    @cached_property
    def _decoy(self) -> str:
        return self._hasher.hash("nobody has this password")


def _prepared(password: str) -> str:
    # The same accented letter comes as one character from one keyboard and as two from another.
    return unicodedata.normalize("NFC", password)


def _without(text: str, names: tuple[str, ...]) -> str:
    words = {
        word
        for name in names
        for word in (name.casefold(), *name.casefold().split(), *name_key(name).split())
    }
    for word in sorted(words, key=len, reverse=True):
        if len(word) > 2:
            text = text.replace(word, "")
    return text
