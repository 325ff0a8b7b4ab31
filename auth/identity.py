"""Who is asking, detached from the database: a frozen Identity and the words it holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

EVERYONE = "everyone"  # anybody, signed in or not
MEMBERS = "members"  # staff who are signed in; never guests
ADMINISTRATORS = "administrators"  # the built-in group of those who run the site


def account_word(account_id: int) -> str:
    return f"account:{account_id}"


def group_word(group_id: int) -> str:
    return f"group:{group_id}"


def ids_in(words: Iterable[str], prefix: str) -> list[int]:
    """The ids of the accounts ("account:") or of the groups ("group:") among these words."""
    return [int(word.removeprefix(prefix)) for word in words if word.startswith(prefix)]


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as the rest of the program may know them, with the words that rights are granted to."""

    account_id: int | None
    name: str = ""
    language: str | None = None
    guest: bool = False
    principals: frozenset[str] = field(default_factory=lambda: frozenset({EVERYONE}))

    @property
    def signed_in(self) -> bool:
        return self.account_id is not None


ANONYMOUS = Identity(account_id=None)


def identity_of(
    account_id: int,
    name: str,
    *,
    language: str | None = None,
    guest: bool = False,
    group_ids: tuple[int, ...] = (),
    administrator: bool = False,
) -> Identity:
    """The identity of an account whose group ids, nested ones included, are known."""
    words = {EVERYONE, account_word(account_id), *map(group_word, group_ids)}
    if not guest:
        words.add(MEMBERS)
    if administrator:
        words.add(ADMINISTRATORS)
    return Identity(account_id, name, language, guest, frozenset(words))
