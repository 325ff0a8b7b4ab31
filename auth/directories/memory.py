"""A directory of a few people held in memory, for tests and demonstrations."""

from __future__ import annotations

from collections.abc import Iterator

from auth.directories.base import Entry, GroupEntry, Step
from auth.errors import AccountDisabled, DirectoryUnavailable, EmptyPassword, WrongCredentials
from auth.names import username_key


class MemoryDirectory:
    """People and their passwords in two dictionaries that the owner may change; `down` makes it unreachable."""

    def __init__(self, name: str = "memory") -> None:
        self.name = name
        self.down = False
        self.entries: dict[str, Entry] = {}
        self.passwords: dict[str, str] = {}
        self.known_groups: set[GroupEntry] = set()

    def put(self, entry: Entry, password: str = "") -> None:
        """Add the person, or replace what was known under the same stable id; an empty password never opens."""
        self.entries[entry.external_id] = entry
        self.passwords[entry.external_id] = password
        self.known_groups |= entry.groups

    def authenticate(self, username: str, password: str) -> Entry:
        if not password:
            raise EmptyPassword
        self._require_up()
        wanted = username_key(username)
        found = [entry for entry in self.entries.values() if username_key(entry.username) == wanted]
        if not found or self.passwords[found[0].external_id] != password:
            raise WrongCredentials
        if not found[0].active:
            raise AccountDisabled
        return found[0]

    def people(self) -> Iterator[Entry]:
        self._require_up()
        yield from list(self.entries.values())

    def groups(self) -> Iterator[GroupEntry]:
        self._require_up()
        yield from list(self.known_groups)

    def check(self) -> Iterator[Step]:
        yield Step("people", not self.down, f"{len(self.entries)} people")

    def _require_up(self) -> None:
        if self.down:
            raise DirectoryUnavailable
