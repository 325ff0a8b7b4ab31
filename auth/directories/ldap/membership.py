"""Groups of a person, nested ones included, by the way that the server knows; and of everybody at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ldap3 import BASE
from ldap3.utils.conv import escape_filter_chars

from auth.directories.base import GroupEntry
from auth.directories.ldap.found import STABLE_IDS, Found, dn_key
from auth.settings import LdapSettings

Way = Literal["member", "memberof", "in-chain"]

# find(base, filter, attributes, scope) → entries
Find = Callable[..., list[Found]]

MEMBERS = ("member", "uniqueMember")
_IN_CHAIN = "1.2.840.113556.1.4.1941"

# Names in one filter; servers bound its length.
_AT_ONCE = 40


@dataclass(frozen=True, slots=True)
class LdapGroup:
    """A group with the name by which others refer to it."""

    dn: str
    entry: GroupEntry


def stable_ids(settings: LdapSettings) -> Sequence[str]:
    """The attributes of which one is the stable id."""
    return (settings.stable_id,) if settings.stable_id else STABLE_IDS


def group_attributes(settings: LdapSettings) -> list[str]:
    """What is read of a group."""
    return [*stable_ids(settings), *settings.group_name, *settings.group_description]


def group_of(found: Found, settings: LdapSettings) -> LdapGroup | None:
    """The group of a directory's entry, None when it has no stable id."""
    external_id = found.stable_id(settings.stable_id)
    if not external_id:
        return None
    name = found.text(*settings.group_name) or found.dn
    description = found.text(*settings.group_description) or None
    return LdapGroup(dn_key(found.dn), GroupEntry(external_id, name, description))


def admits(groups: Iterable[LdapGroup], wanted: str | None) -> bool:
    """Whether one of the groups is that of the settings, named by its DN, stable id or name."""
    if wanted is None:
        return True
    key, name = dn_key(wanted), wanted.casefold()
    return any(
        key == group.dn or name in (group.entry.external_id, group.entry.name.casefold()) for group in groups
    )


def groups_of_person(find: Find, person: Found, settings: LdapSettings, way: Way) -> list[LdapGroup]:
    """The groups of one person, asked for level by level, or all at once where the server follows the chain."""
    if settings.group_base is None:
        return []
    if way == "in-chain":
        name = escape_filter_chars(person.dn)
        found = find(
            settings.group_base,
            _both(settings.group_filter, f"(member:{_IN_CHAIN}:={name})"),
            group_attributes(settings),
        )
        return _known(found, settings)
    above = _by_member(find, settings) if way == "member" else _by_member_of(find, settings)
    return _known(_climb(person, above), settings)


def _climb(person: Found, above: Callable[[Sequence[Found]], Iterator[Found]]) -> list[Found]:
    """All that is above a person. What was met is not met again, so a circle of groups ends."""
    met: dict[str, Found] = {}
    level: list[Found] = [person]
    while level:
        found = {dn_key(each.dn): each for each in above(level)}
        level = [each for key, each in found.items() if key not in met]
        met |= found
    return list(met.values())


def _by_member(find: Find, settings: LdapSettings) -> Callable[[Sequence[Found]], Iterator[Found]]:
    def above(level: Sequence[Found]) -> Iterator[Found]:
        for some in _portions(level):
            names = [
                f"({attribute}={escape_filter_chars(each.dn)})" for each in some for attribute in MEMBERS
            ]
            names += [
                f"(memberUid={escape_filter_chars(each.text('uid'))})" for each in some if each.text("uid")
            ]
            yield from find(
                settings.group_base,
                _both(settings.group_filter, f"(|{''.join(names)})"),
                group_attributes(settings),
            )

    return above


def _by_member_of(find: Find, settings: LdapSettings) -> Callable[[Sequence[Found]], Iterator[Found]]:
    attributes = [*group_attributes(settings), "memberOf"]
    base = dn_key(settings.group_base or "")

    def above(level: Sequence[Found]) -> Iterator[Found]:
        for dn in {dn_key(dn): dn for each in level for dn in each.texts("memberOf")}.values():
            if dn_key(dn).endswith(base):
                yield from find(dn, settings.group_filter, attributes, scope=BASE)

    return above


@dataclass
class Everybody:
    """The groups of a whole directory, read once: who is in what, through any number of groups."""

    settings: LdapSettings
    way: Way
    _groups: dict[str, LdapGroup] = field(default_factory=dict)
    # Keys of the groups that name this key as a member; for people and groups alike.
    _above: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _closures: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def attributes(self) -> list[str]:
        """What is read of each group."""
        names = (*MEMBERS, "memberUid") if self.way == "member" else ("memberOf",)
        return [*group_attributes(self.settings), *names]

    def add(self, found: Found) -> None:
        """Take note of a group and of whom it names, or of what names it."""
        group = group_of(found, self.settings)
        if group is None:
            return
        key = self._groups.setdefault(group.dn, group).dn
        for attribute in MEMBERS:
            for member in found.texts(attribute):
                self._above[dn_key(member)].append(key)
        for uid in found.texts("memberUid"):
            self._above[f"uid:{uid}"].append(key)
        for dn in found.texts("memberOf"):
            self._above[key].append(dn_key(dn))

    def groups_of(self, person: Found) -> list[LdapGroup]:
        """All groups of a person, which `add` has seen before."""
        direct = set(self._above.get(dn_key(person.dn), ()))
        if uid := person.text("uid"):
            direct.update(self._above.get(f"uid:{uid}", ()))
        if self.way != "member":
            direct.update(map(dn_key, person.texts("memberOf")))
        keys = frozenset().union(*map(self._closure, direct))
        return [self._groups[key] for key in keys if key in self._groups]

    def _closure(self, key: str) -> frozenset[str]:
        known = self._closures.get(key)
        if known is None:
            known = self._closures[key] = frozenset(_reachable(key, self._above))
        return known


def _reachable(key: str, above: Mapping[str, Sequence[str]]) -> set[str]:
    met, level = {key}, [key]
    while level:
        level = [higher for each in level for higher in above.get(each, ()) if higher not in met]
        met.update(level)
    return met


def _known(found: Iterable[Found], settings: LdapSettings) -> list[LdapGroup]:
    return [group for each in found if (group := group_of(each, settings))]


def _portions(level: Sequence[Found]) -> Iterator[Sequence[Found]]:
    for start in range(0, len(level), _AT_ONCE):
        yield level[start : start + _AT_ONCE]


def _both(one: str, other: str) -> str:
    return f"(&{one}{other})"
