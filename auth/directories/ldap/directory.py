"""The LDAP directory behind the protocol: search then bind, or bind directly, then the groups."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from ldap3 import BASE
from ldap3.utils.conv import escape_filter_chars
from ldap3.utils.dn import escape_rdn

from auth.directories.base import Entry, GroupEntry, Step
from auth.directories.ldap.checking import steps
from auth.directories.ldap.connections import Unreachable, entries
from auth.directories.ldap.found import Found
from auth.directories.ldap.membership import (
    Everybody,
    Find,
    LdapGroup,
    Way,
    admits,
    group_of,
    groups_of_person,
    stable_ids,
)
from auth.directories.ldap.refusals import STATUS_ATTRIBUTES, closed, locked, refusal_of
from auth.directories.ldap.servers import Servers
from auth.errors import (
    AccountLocked,
    DirectoryProblem,
    DirectoryUnavailable,
    EmptyPassword,
    NotAdmitted,
    WrongCredentials,
)
from auth.settings import LdapSettings

log = logging.getLogger(__name__)

_AD_CAPABILITY = "1.2.840.113556.1.4.800"


class NoStableId(DirectoryProblem):
    """The directory gives %(dn)s no attribute that never changes: name one in the setting stable_id."""


class LdapDirectory:
    """One for a process: it keeps a connection of the service account, which any thread may use."""

    name = "ldap"

    def __init__(self, settings: LdapSettings) -> None:
        self._settings = settings
        self._servers = Servers(settings)
        self._detected: Way | None = None

    def authenticate(self, username: str, password: str) -> Entry:
        """Who this is. An empty password never reaches a server: many take it for an anonymous bind and agree."""
        if not password:
            raise EmptyPassword
        try:
            if self._settings.user_dn_template is None:
                return self._search_then_bind(username, password)
            return self._bind_directly(self._settings.user_dn_template, username, password)
        except (Unreachable, DirectoryProblem) as error:
            # The person can do nothing about it; the reason is for those who run the site.
            log.error("nobody can sign in: %s", error)
            raise DirectoryUnavailable from error

    def people(self) -> Iterator[Entry]:
        everybody = self._everybody()
        attributes = self._person_attributes(everybody.way)
        now = datetime.now(UTC)
        for found in self._servers.pages(self._settings.user_base, self._settings.user_filter, attributes):
            groups = everybody.groups_of(found)
            if admits(groups, self._settings.sign_in_group) and found.text(
                *self._settings.attributes.username
            ):
                yield replace(self._entry(found, groups), active=closed(found, now) is None)

    def groups(self) -> Iterator[GroupEntry]:
        if self._settings.group_base is None:
            return
        everybody = Everybody(self._settings, "memberof")
        for found in self._servers.pages(
            self._settings.group_base, self._settings.group_filter, everybody.attributes
        ):
            if group := group_of(found, self._settings):
                yield group.entry

    def check(self) -> Iterator[Step]:
        yield from steps(self._settings, self._servers)

    def close(self) -> None:
        """Let go of the connection that is kept."""
        self._servers.close()

    # ── One person ─────────────────────────────────────────────────────────────────────────────────

    def _search_then_bind(self, username: str, password: str) -> Entry:
        settings = self._settings
        find = self._servers.find
        attributes = self._person_attributes(self._way(find))
        found = find(settings.user_base, self._named(username), attributes, limit=1)
        if not found:
            self._bind_nobody(password)
            raise WrongCredentials
        person = found[0]
        with self._servers.bound(person.dn, password) as (_, answer):
            refusal = refusal_of(answer)
        if refusal is WrongCredentials and self._is_locked(person):
            raise AccountLocked
        if refusal is not None:
            raise refusal
        return self._welcome(person, find)

    def _bind_directly(self, template: str, username: str, password: str) -> Entry:
        by_dn = "=" in template
        bound_as = template.replace("{username}", escape_rdn(username) if by_dn else username)
        with self._servers.bound(bound_as, password) as (connection, answer):
            refusal = refusal_of(answer)
            if refusal is not None:
                raise refusal
            find: Find = partial(entries, connection)
            attributes = self._person_attributes(self._way(find))
            if by_dn:
                found = find(bound_as, self._settings.user_filter, attributes, scope=BASE)
            else:
                # Two people may answer to one name, as the one's short and the other's long name.
                found = find(self._settings.user_base, self._named(username, bound_as), attributes, limit=1)
            if not found:
                raise WrongCredentials
            return self._welcome(found[0], find)

    def _welcome(self, person: Found, find: Find) -> Entry:
        refusal = closed(person, datetime.now(UTC))
        if refusal is not None:
            raise refusal
        groups = groups_of_person(find, person, self._settings, self._way(find))
        if not admits(groups, self._settings.sign_in_group):
            raise NotAdmitted
        return self._entry(person, groups)

    def _named(self, username: str, principal: str | None = None) -> str:
        settings = self._settings
        value = escape_filter_chars(username)
        names = [f"({name}={value})" for name in settings.sign_in_attributes or settings.attributes.username]
        if principal is not None:
            names.append(f"(userPrincipalName={escape_filter_chars(principal)})")
        return f"(&{settings.user_filter}(|{''.join(names)}))"

    def _bind_nobody(self, password: str) -> None:
        """Take as long for somebody who does not exist as for a wrong password."""
        with self._servers.bound(f"cn=nobody,{self._settings.user_base}", password):
            pass

    def _is_locked(self, person: Found) -> bool:
        again = self._servers.find(person.dn, "(objectClass=*)", ["pwdAccountLockedTime"], scope=BASE)
        return bool(again) and locked(again[0])

    # ── Reading entries ────────────────────────────────────────────────────────────────────────────

    def _person_attributes(self, way: Way) -> list[str]:
        """All that is ever asked of a person's entry (V-2)."""
        named = self._settings.attributes
        listed = [
            *named.username,
            *named.name,
            *named.mail,
            *named.job_title,
            *named.unit,
            *named.organisation,
            *named.phone,
        ]
        membership = "uid" if way == "member" else "memberOf"
        return list(dict.fromkeys([*listed, *stable_ids(self._settings), *STATUS_ATTRIBUTES, membership]))

    def _entry(self, found: Found, groups: list[LdapGroup]) -> Entry:
        external_id = found.stable_id(self._settings.stable_id)
        if not external_id:
            raise NoStableId(dn=found.dn)
        named = self._settings.attributes
        return Entry(
            external_id=external_id,
            username=found.text(*named.username),
            name=found.text(*named.name),
            mail=found.text(*named.mail) or None,
            job_title=found.text(*named.job_title) or None,
            unit=found.text(*named.unit) or None,
            organisation=found.text(*named.organisation) or None,
            phone=found.text(*named.phone) or None,
            groups=frozenset(group.entry for group in groups),
        )

    def _everybody(self) -> Everybody:
        way = self._way(self._servers.find)
        everybody = Everybody(self._settings, "memberof" if way == "in-chain" else way)
        if self._settings.group_base is not None:
            for found in self._servers.pages(
                self._settings.group_base, self._settings.group_filter, everybody.attributes
            ):
                everybody.add(found)
        return everybody

    def _way(self, find: Find) -> Way:
        """How this server tells who is in a group."""
        if self._settings.nested_groups != "auto":
            return self._settings.nested_groups
        if self._detected is None:
            root = find("", "(objectClass=*)", ["supportedCapabilities"], scope=BASE)
            is_ad = bool(root) and _AD_CAPABILITY in root[0].texts("supportedCapabilities")
            self._detected = "in-chain" if is_ad else "member"
        return self._detected
