"""What every directory answers: who this is, who there is, which groups, and whether all of it works."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class GroupEntry:
    """A group as its directory describes it."""

    external_id: str
    name: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A person as their directory describes them: only what the settings allow to be read."""

    external_id: str
    username: str
    name: str
    mail: str | None = None
    job_title: str | None = None
    unit: str | None = None
    organisation: str | None = None
    phone: str | None = None
    # Those they are in, directly or through other groups.
    groups: frozenset[GroupEntry] = frozenset()
    # False when the directory keeps the entry but lets nobody sign in with it.
    active: bool = True

    @property
    def group_ids(self) -> frozenset[str]:
        return frozenset(group.external_id for group in self.groups)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a check: its name, whether it worked, and what was seen or why not; a Sentence where it is words."""

    name: str
    ok: bool
    detail: str


class Directory(Protocol):
    """Something that vouches for people."""

    @property
    def name(self) -> str:
        """The word kept with each account, such as "ldap": renaming it makes strangers of everybody."""

    def authenticate(self, username: str, password: str) -> Entry:
        """Who this is, with their groups.

        :raises auth.errors.SignInRefused: with the reason, as far as the directory tells.
        """

    def people(self) -> Iterator[Entry]:
        """All who have an entry, inactive ones included, and none when the list cannot be had whole.

        :raises auth.errors.DirectoryProblem: the list is cut short or refused.
        :raises auth.errors.DirectoryUnavailable: no server answers.
        """

    def groups(self) -> Iterator[GroupEntry]:
        """All groups; errors as for people."""

    def check(self) -> Iterator[Step]:
        """Try each step of the way in turn; the first that fails is the last."""
