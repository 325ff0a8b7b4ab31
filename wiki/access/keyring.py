"""From an identity to a Viewer: which access classes and rights its words open, in memory until a right changes."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import (
    ColumnElement,
    Pool,
    ScalarSelect,
    SQLColumnExpression,
    String,
    bindparam,
    cast,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from auth.identity import MEMBERS, Identity
from auth.models import Account
from wiki import clock
from wiki.access.models import (
    Acceptance,
    AccessClass,
    AccessVersion,
    AccessWord,
    Grant,
    Restraint,
    RulesVersion,
    Screened,
    SwitchedOff,
)
from wiki.access.roles import LEFT_BY, MODERATE, READ, RIGHTS, RIGHTS_OF, right_word
from wiki.access.viewer import Viewer
from wiki.db import SEPARATOR, UtcDateTime, joined, upsert

REMEMBERED = 4096  # sets of words whose keys are kept in memory; a person's set rarely changes

MARK = select(AccessVersion.mark).limit(1).scalar_subquery()

Rights = Mapping[int, frozenset[str]]  # space → rights there


class Accepted(NamedTuple):
    """What somebody accepted: "0:2" for the second version of the terms of use, "7:1" for the first charter of space 7,
    with SEPARATOR between."""

    versions: str
    binding: bool  # whether somebody who has not accepted the terms of use only reads


def known_of_account(lapsed_before: Callable[[], datetime]) -> ScalarSelect[str]:
    """The mark of the rights and what an account accepted, for the statement that finds the account.

    :param lapsed_before: terms of use that were accepted before this moment are to be accepted again.
    """
    place = func.coalesce(cast(Acceptance.space_id, String), "0")
    moment = bindparam("lapsed_before", callable_=lapsed_before, type_=UtcDateTime())
    accepted = (
        select(joined(place + ":" + cast(Acceptance.number, String)))
        .where(
            Acceptance.account_id == Account.id,
            or_(Acceptance.space_id.is_not(None), Acceptance.accepted_at >= moment),
        )
        .correlate(Account)
        .scalar_subquery()
    )
    return (
        select(AccessVersion.mark + SEPARATOR + func.coalesce(accepted, ""))
        .limit(1)
        .correlate(Account)
        .scalar_subquery()
    )


def read_known(known: str | None) -> tuple[str | None, str]:
    """The mark, and the versions accepted, of what `known_of_account` found."""
    mark, _, versions = (known or "").partition(SEPARATOR)
    return mark or None, versions


@dataclass(frozen=True, slots=True)
class Keys:
    """What a set of words opens."""

    classes: frozenset[int]
    rights: Rights
    silenced: bool  # in every space
    suspended: bool = False  # kept out of the site
    restrained: frozenset[int] = frozenset()  # where people, and not spaces, were restrained; 0: everywhere
    moderates: bool = False  # somewhere
    unaccepted: frozenset[int] = frozenset()  # where rules keep them from writing; 0: everywhere
    asked: bool = False  # to accept the terms of use


@dataclass(slots=True)
class Keyring:
    """All rights of the site as of one mark: a few hundred classes and some thousands of grants."""

    mark: str
    # When the next grant or restraint begins to count otherwise than now; None: never.
    good_until: datetime | None
    classes: Mapping[str, set[int]]  # word → classes it opens
    within: Mapping[int, int]  # class → the class that must be open too
    grants: Mapping[str, Rights]  # word → space → rights
    restraints: Mapping[
        str, list[tuple[int | None, frozenset[str]]]
    ]  # word → space or all, rights that are left
    screened: frozenset[int]  # spaces where something waits for approval
    switched_off: Mapping[int, frozenset[str]]  # space → kinds of which nothing new begins there
    rules: Mapping[int, int]  # space, or 0 for the site → the oldest version that one may have accepted
    _known: dict[tuple[frozenset[str], Accepted | None], Keys] = field(default_factory=dict)

    def keys(self, words: frozenset[str], accepted: Accepted | None = None) -> Keys:
        """The classes and the rights that these words open. Where it is not said what was accepted, nobody is bound to
        have accepted anything: the program itself looks, not a person."""
        known = self._known.get((words, accepted))
        if known is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[words, accepted] = self._keys(words, accepted)
        return known

    def includes(self, outer: int, inner: int) -> bool:
        """Whether all who open the class `inner` open `outer` too, whatever else they hold."""
        around = self.within.get(inner)
        return (
            outer == inner
            or (around is not None and self.includes(outer, around))
            or all(outer in self.keys(frozenset({word})).classes for word in self._behind(inner))
        )

    def inside(self, access_class_id: int) -> frozenset[int]:
        """This class, and those within it at any depth."""
        found, newest = {access_class_id}, {access_class_id}
        while newest:
            newest = {inner for inner, outer in self.within.items() if outer in newest} - found
            found |= newest
        return frozenset(found)

    def _keys(self, words: frozenset[str], accepted: Accepted | None) -> Keys:
        restraints = [each for word in words for each in self.restraints.get(word, ())]
        granted = self._rights_of(words)
        lacking = self._not_accepted(accepted) if accepted is not None else set()
        binding = {each for each in lacking if len(granted.get(each, ())) > 1}
        if accepted is not None and accepted.binding:
            binding |= lacking & {0}
        restraints += [(each or None, frozenset({READ})) for each in binding]
        rights = _lessened(granted, restraints)
        derived = {right_word(right, space_id) for space_id, held in rights.items() for right in held}
        silenced = any(space_id is None and READ in left for space_id, left in restraints)
        if any(space_id is None and not left for space_id, left in restraints):
            return Keys(frozenset(), {}, silenced, True, frozenset({0}))
        kept_out = [space_id for space_id, left in restraints if space_id is not None and not left]
        classes = self._classes_of(words | derived, kept_out)
        moderates = any(MODERATE in held for held in rights.values())
        restrained, unaccepted = self._restrained(words), frozenset(binding)
        return Keys(classes, rights, silenced, False, restrained, moderates, unaccepted, 0 in lacking)

    def _not_accepted(self, accepted: Accepted) -> set[int]:
        """The spaces, and 0 for the site, whose rules these versions do not reach."""
        newest: dict[int, int] = {}
        for said in filter(None, accepted.versions.split(SEPARATOR)):
            place, _, number = said.partition(":")
            newest[int(place)] = max(int(number), newest.get(int(place), 0))
        return {place for place, number in self.rules.items() if newest.get(place, 0) < number}

    def _restrained(self, words: Iterable[str]) -> frozenset[int]:
        own = (word for word in words if word != MEMBERS)  # a space that is frozen is so for all
        return frozenset(space_id or 0 for word in own for space_id, _left in self.restraints.get(word, ()))

    def _rights_of(self, words: Iterable[str]) -> dict[int, frozenset[str]]:
        rights: dict[int, frozenset[str]] = {}
        for word in words:
            for space_id, held in self.grants.get(word, {}).items():
                rights[space_id] = rights.get(space_id, frozenset()) | held
        return rights

    def _classes_of(self, words: Iterable[str], kept_out: Iterable[int]) -> frozenset[int]:
        """What the words open, but for what stands in the spaces that somebody is kept out of: all staff may read
        some of them."""
        opened: frozenset[int] = frozenset().union(*(self.classes.get(word, ()) for word in words))
        opened -= frozenset().union(*(self.classes.get(right_word(READ, each), ()) for each in kept_out))
        return frozenset(each for each in opened if self._open_around(each, opened))

    def _open_around(self, access_class_id: int, opened: frozenset[int]) -> bool:
        """Whether every class around this one is open."""
        around = self.within.get(access_class_id)
        while around is not None:
            if around not in opened:
                return False
            around = self.within.get(around)
        return True

    def _behind(self, access_class_id: int) -> set[str]:
        """The words of people, groups and all staff of which one may open this class."""
        opening = {word for word, classes in self.classes.items() if access_class_id in classes}
        by_role = {
            word
            for word, rights in self.grants.items()
            if any(
                right_word(right, space_id) in opening for space_id, held in rights.items() for right in held
            )
        }
        return by_role | {word for word in opening if word.partition(":")[0] not in RIGHTS}


def _lessened(
    rights: Rights, restraints: Iterable[tuple[int | None, frozenset[str]]]
) -> dict[int, frozenset[str]]:
    """The rights that are left; a space in which none is left is not named."""
    left = dict(rights)
    for space_id, kept in restraints:
        for each in [space_id] if space_id is not None else list(left):
            left[each] = left.get(each, frozenset()) & kept
    return {space_id: held for space_id, held in left.items() if held}


# One keyring for each database this process talks to.
_KEYRINGS: WeakKeyDictionary[Pool, Keyring] = WeakKeyDictionary()


def viewer_of(
    session: Session, identity: Identity, mark: str | None = None, accepted: Accepted | None = None
) -> Viewer:
    """The viewer that this identity is now. `mark` spares a statement when the caller has just read it; rules bind
    when it is said what was `accepted` of them."""
    ring = keyring(session, mark)
    keys = ring.keys(identity.principals, accepted)
    return Viewer(
        identity,
        keys.classes,
        keys.rights,
        silenced=keys.silenced,
        suspended=keys.suspended,
        restrained=keys.restrained,
        moderates=keys.moderates,
        unaccepted=keys.unaccepted,
        asked=keys.asked,
        screened=ring.screened,
        switched_off=ring.switched_off,
    )


def keyring(session: Session, mark: str | None = None) -> Keyring:
    """The rights in force in this session."""
    connection = session.connection()
    mark = mark or connection.scalar(select(MARK)) or ""
    pool = connection.engine.pool
    known = _KEYRINGS.get(pool)
    if (
        known is None
        or known.mark != mark
        or (known.good_until is not None and known.good_until <= clock.now())
    ):
        known = _KEYRINGS[pool] = _read(session, mark, clock.now())
    return known


def _read(session: Session, mark: str, now: datetime) -> Keyring:
    nested = select(AccessClass.id, AccessClass.within_id).where(AccessClass.within_id.is_not(None))
    return Keyring(
        mark,
        _next_end(session, now),
        _classes(session),
        {inner: outer for inner, outer in session.execute(nested) if outer is not None},
        _grants(session, now),
        _restraints(session, now),
        frozenset(session.scalars(select(Screened.space_id))),
        _switched_off(session),
        _rules(session),
    )


def _next_end(session: Session, now: datetime) -> datetime | None:
    """When the next of what has an end comes to it."""
    columns = (Grant.ends_at, Restraint.ends_at)
    ends = [session.scalar(select(func.min(column)).where(column > now)) for column in columns]
    return min((end for end in ends if end is not None), default=None)


def _classes(session: Session) -> dict[str, set[int]]:
    classes: dict[str, set[int]] = defaultdict(set)
    for word, access_class_id in session.execute(select(AccessWord.word, AccessWord.access_class_id)):
        classes[word].add(access_class_id)
    return dict(classes)


def _grants(session: Session, now: datetime) -> dict[str, dict[int, frozenset[str]]]:
    grants: dict[str, dict[int, frozenset[str]]] = defaultdict(dict)
    in_force = select(Grant.word, Grant.space_id, Grant.role).where(lasts(Grant.ends_at, now))
    for word, space_id, role in session.execute(in_force):
        grants[word][space_id] = grants[word].get(space_id, frozenset()) | RIGHTS_OF[role]
    return dict(grants)


def _restraints(session: Session, now: datetime) -> dict[str, list[tuple[int | None, frozenset[str]]]]:
    restraints: dict[str, list[tuple[int | None, frozenset[str]]]] = defaultdict(list)
    in_force = select(Restraint.word, Restraint.space_id, Restraint.sort).where(lasts(Restraint.ends_at, now))
    for word, space_id, sort in session.execute(in_force):
        restraints[word].append((space_id, LEFT_BY[sort]))
    return dict(restraints)


def _switched_off(session: Session) -> dict[int, frozenset[str]]:
    kinds: dict[int, frozenset[str]] = {}
    for space_id, kind in session.execute(select(SwitchedOff.space_id, SwitchedOff.kind)):
        kinds[space_id] = kinds.get(space_id, frozenset()) | {kind}
    return kinds


def _rules(session: Session) -> dict[int, int]:
    last = select(RulesVersion.space_id, func.max(RulesVersion.number)).where(RulesVersion.material)
    return {
        space_id or 0: number for space_id, number in session.execute(last.group_by(RulesVersion.space_id))
    }


def lasts(ends_at: SQLColumnExpression[datetime | None], now: datetime) -> ColumnElement[bool]:
    """The condition that keeps what has not come to its end."""
    return or_(ends_at.is_(None), ends_at > now)


def new_class(
    session: Session, words: Iterable[str], *, within: int | None = None, holds: bool = False
) -> int:
    """Make an access class that these words open, if they open the one around it too; return its id."""
    access_class = AccessClass(within_id=within, holds=holds)
    session.add(access_class)
    session.flush()
    _write_words(session, access_class.id, words)
    return access_class.id


def words_of(session: Session, access_class_id: int) -> frozenset[str]:
    """The words that open this class."""
    opening = select(AccessWord.word).where(AccessWord.access_class_id == access_class_id)
    return frozenset(session.scalars(opening))


def place_class(session: Session, access_class_id: int) -> int:
    """The class of where an item of this class stands: its own, or the one around that in which it is held."""
    access_class = session.get_one(AccessClass, access_class_id)
    return access_class.within_id if access_class.holds and access_class.within_id else access_class.id


def held_class(session: Session, around: int, words: Iterable[str]) -> int:
    """The class in which these words see what waits or is hidden, of all that stands in the class `around`. One serves
    all items of the same author."""
    wanted = frozenset(words)
    held = select(AccessWord.access_class_id, AccessWord.word).join(
        AccessClass, AccessClass.id == AccessWord.access_class_id
    )
    found: dict[int, set[str]] = defaultdict(set)
    for access_class_id, word in session.execute(
        held.where(AccessClass.holds, AccessClass.within_id == around)
    ):
        found[access_class_id].add(word)
    known = next((each for each, opening in found.items() if opening == wanted), None)
    return known or new_class(session, wanted, within=around, holds=True)


def reopen_class(session: Session, access_class_id: int, words: Iterable[str]) -> None:
    """Have this class opened by these words and no others, from the next request of anybody."""
    session.execute(delete(AccessWord).where(AccessWord.access_class_id == access_class_id))
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
