"""A Viewer: an identity with the locks that it opens. Pure values; `keyring` makes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from auth.identity import ADMINISTRATORS, ANONYMOUS, MEMBERS, Identity


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who reads (as `viewer`) or acts (as `actor`), and what is open to them at this moment."""

    identity: Identity
    # Access classes that one of the viewer's words opens.
    classes: frozenset[int] = frozenset()
    # Space id → the rights held there by a role (wiki/access/roles.py).
    rights: Mapping[int, frozenset[str]] = field(default_factory=dict)
    # Kept from writing anywhere, for a time.
    silenced: bool = False
    # Kept out of the whole site, for a time: nothing is open.
    suspended: bool = False
    # The spaces in which they have fewer rights than their roles give, for a time; 0 for all.
    restrained: frozenset[int] = frozenset()
    # The spaces in which they would have more rights once they accept the charter; 0: the terms of use bind them.
    unaccepted: frozenset[int] = frozenset()
    # The terms of use are to be accepted, whether they may write before that or not.
    asked: bool = False
    # Decides somewhere on what others wrote.
    moderates: bool = False
    # The spaces where some of what is written waits for approval.
    screened: frozenset[int] = frozenset()
    # The program itself (import, worker, operator at the command line): nothing is closed.
    unbounded: bool = False
    # Space id → the kinds of which nothing new begins there, for anybody.
    switched_off: Mapping[int, frozenset[str]] = field(default_factory=dict)

    @property
    def account_id(self) -> int | None:
        return self.identity.account_id

    @property
    def name(self) -> str:
        return self.identity.name

    @property
    def by(self) -> tuple[str, int | None]:
        """As events name who acts: by the name of that moment, and by the account."""
        return self.identity.name, self.identity.account_id

    @property
    def language(self) -> str | None:
        return self.identity.language

    @property
    def signed_in(self) -> bool:
        return self.identity.signed_in

    @property
    def staff(self) -> bool:
        return self.unbounded or (MEMBERS in self.identity.principals and not self.suspended)

    @property
    def administrator(self) -> bool:
        return self.unbounded or (ADMINISTRATORS in self.identity.principals and not self.suspended)

    def opens(self, access_class_id: int) -> bool:
        return self.unbounded or access_class_id in self.classes

    def holds(self, right: str, space_id: int) -> bool:
        """Whether the viewer has this right in the space by a role there."""
        return self.unbounded or right in self.rights.get(space_id, ())

    def begins(self, kind: str, space_id: int) -> bool:
        """Whether something new of this kind may begin in the space at all."""
        return self.unbounded or kind not in self.switched_off.get(space_id, ())

    def bound_in(self, space_id: int) -> bool:
        """Whether there is something that they would do there, but for rules that they have not accepted."""
        return 0 in self.unaccepted or space_id in self.unaccepted

    @property
    def search_words(self) -> frozenset[str] | None:
        """The words to ask the search engine with; None asks for everything."""
        return None if self.unbounded else frozenset(map(class_word, self.classes))


NOBODY = Viewer(ANONYMOUS)


def class_word(access_class_id: int) -> str:
    """The word that a search document carries for its access class."""
    return f"class:{access_class_id}"


def operator(identity: Identity = ANONYMOUS) -> Viewer:
    """Whoever holds the machine: the command line, the import, the worker."""
    return Viewer(identity, unbounded=True)
