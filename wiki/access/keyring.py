"""From an identity to a Viewer: which access classes and roles its words open, kept in memory until a right changes."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, select
from sqlalchemy.orm import Session

from auth.identity import Identity
from wiki.access.models import AccessClass, AccessVersion, AccessWord, Grant
from wiki.access.viewer import ROLES, Viewer
from wiki.db import upsert

REMEMBERED = 4096  # sets of words whose keys are kept in memory; a person's set rarely changes

MARK = select(AccessVersion.mark).limit(1).scalar_subquery()

Keys = tuple[frozenset[int], Mapping[int, str]]


@dataclass(slots=True)
class Keyring:
    """All rights of the site as of one mark: a few hundred classes and some thousands of grants."""

    mark: str
    classes: Mapping[str, set[int]]  # word → classes it opens
    roles: Mapping[str, dict[int, str]]  # word → space → role
    _known: dict[frozenset[str], Keys] = field(default_factory=dict)

    def keys(self, words: frozenset[str]) -> Keys:
        """The classes and the roles that these words open."""
        known = self._known.get(words)
        if known is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[words] = (self._classes_of(words), self._roles_of(words))
        return known

    def _classes_of(self, words: Iterable[str]) -> frozenset[int]:
        return frozenset().union(*(self.classes.get(word, ()) for word in words))

    def _roles_of(self, words: Iterable[str]) -> Mapping[int, str]:
        strongest: dict[int, str] = {}
        for word in words:
            for space_id, role in self.roles.get(word, {}).items():
                strongest[space_id] = max(strongest.get(space_id, role), role, key=ROLES.index)
        return strongest


# One keyring for each database this process talks to.
_KEYRINGS: WeakKeyDictionary[Pool, Keyring] = WeakKeyDictionary()


def viewer_of(session: Session, identity: Identity, mark: str | None = None) -> Viewer:
    """The viewer that this identity is now. `mark` spares a statement when the caller has just read it."""
    classes, roles = keyring(session, mark).keys(identity.principals)
    return Viewer(identity, classes, roles)


def keyring(session: Session, mark: str | None = None) -> Keyring:
    """The rights in force in this session."""
    connection = session.connection()
    mark = mark or connection.scalar(select(MARK)) or ""
    pool = connection.engine.pool
    known = _KEYRINGS.get(pool)
    if known is None or known.mark != mark:
        known = _KEYRINGS[pool] = _read(session, mark)
    return known


def _read(session: Session, mark: str) -> Keyring:
    classes: dict[str, set[int]] = defaultdict(set)
    for word, access_class_id in session.execute(select(AccessWord.word, AccessWord.access_class_id)):
        classes[word].add(access_class_id)
    roles: dict[str, dict[int, str]] = defaultdict(dict)
    for word, space_id, role in session.execute(select(Grant.word, Grant.space_id, Grant.role)):
        roles[word][space_id] = role
    return Keyring(mark, dict(classes), dict(roles))


def new_class(session: Session, words: Iterable[str]) -> int:
    """Make an access class that these words open, and return its id."""
    access_class = AccessClass()
    session.add(access_class)
    session.flush()
    _write_words(session, access_class.id, words)
    return access_class.id


def reopen_class(session: Session, access_class_id: int, words: Iterable[str]) -> None:
    """Have this class opened by these words and no others, from the next request of anybody."""
    session.query(AccessWord).filter_by(access_class_id=access_class_id).delete()
    _write_words(session, access_class_id, words)


def _write_words(session: Session, access_class_id: int, words: Iterable[str]) -> None:
    session.add_all(AccessWord(access_class_id=access_class_id, word=word) for word in sorted(set(words)))
    session.flush()
    rights_changed(session)


def rights_changed(session: Session) -> None:
    """Tell every process to read the rights again. The mark is random: a counter that is rolled back and
    counted again would stand for two different states."""
    session.flush()
    upsert(session, AccessVersion, {"id": 1}, {"mark": secrets.token_hex(8)})
