"""Each step of the way to a directory, tried in turn, for the one who installs."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from ldap3 import Connection

from auth.directories.base import Step
from auth.directories.ldap.connections import Unreachable, bind, opened, reason_of, said
from auth.directories.ldap.membership import group_attributes, group_of, stable_ids
from auth.directories.ldap.servers import Servers
from auth.errors import AuthError
from auth.sentences import Sentence
from auth.settings import LdapSettings

_PORTS = {"ldap": 389, "ldaps": 636}

_PEOPLE, _STABLE_ID, _GROUPS = Sentence("people"), Sentence("stable id"), Sentence("groups")


def steps(settings: LdapSettings, servers: Servers) -> Iterator[Step]:
    """Resolve, connect, TLS and bind for each server, then people, stable id and groups by one that works."""
    working = False
    for url in settings.urls:
        last = None
        for step in _server(settings, url):
            yield step
            last = step
        working = working or (last is not None and last.ok)
    if working and settings.bind_dn:
        yield from _contents(settings, servers)


def _server(settings: LdapSettings, url: str) -> Iterator[Step]:
    parts = urlsplit(url)
    where = (parts.hostname or "", parts.port or _PORTS[parts.scheme])
    resolving = Sentence("resolve %(host)s", host=where[0])
    try:
        addresses = {str(each[4][0]) for each in socket.getaddrinfo(*where, type=socket.SOCK_STREAM)}
    except OSError as error:
        yield Step(resolving, False, reason_of(error))
        return
    yield Step(resolving, True, ", ".join(sorted(addresses)))
    at = f"{where[0]}:{where[1]}"
    connecting = Sentence("connect %(at)s", at=at)
    try:
        socket.create_connection(where, settings.connect_timeout).close()
    except OSError as error:
        yield Step(connecting, False, reason_of(error))
        return
    yield Step(connecting, True, Sentence("it listens"))
    yield from _protected(settings, url, at)


def _protected(settings: LdapSettings, url: str, at: str) -> Iterator[Step]:
    protected = url.startswith("ldaps") or settings.start_tls
    protecting = Sentence("TLS %(at)s", at=at) if protected else Sentence("no TLS %(at)s", at=at)
    try:
        connection = opened(settings, url)
    except Unreachable as error:
        yield Step(protecting, False, error.reason)
        return
    try:
        yield Step(protecting, True, _protection(settings, connection.socket))
        yield _bound(settings, connection, Sentence("bind %(at)s", at=at))
    finally:
        connection.unbind()


def _bound(settings: LdapSettings, connection: Connection, binding: Sentence) -> Step:
    dn, password = settings.bind_dn, settings.bind_password
    if not dn or password is None:
        return Step(binding, True, Sentence("no service account: people bind directly"))
    try:
        answer = bind(connection, dn, password.get_secret_value())
    except Unreachable as error:
        return Step(binding, False, error.reason)
    if answer["result"] == 0:
        return Step(binding, True, Sentence("%(dn)s is let in", dn=dn))
    return Step(binding, False, Sentence("%(dn)s is not let in (%(reason)s)", dn=dn, reason=said(answer)))


def _protection(settings: LdapSettings, sock: object) -> Sentence:
    version = getattr(sock, "version", None)
    if version is None:
        return Sentence("passwords travel in the open (allow_cleartext)")
    if settings.verify:
        return Sentence("%(version)s, certificate verified", version=version())
    return Sentence("%(version)s, certificate NOT verified (verify = false)", version=version())


def _contents(settings: LdapSettings, servers: Servers) -> Iterator[Step]:
    attributes = [*settings.attributes.username, *stable_ids(settings)]
    try:
        people = list(servers.pages(settings.user_base, settings.user_filter, attributes))
    except AuthError as error:
        yield Step(_PEOPLE, False, error.said())
        return
    usable = [found for found in people if found.text(*settings.attributes.username)]
    yield Step(_PEOPLE, bool(usable), _number(len(usable), settings.user_base))
    if not usable:
        return
    nameless = next((found.dn for found in usable if not found.stable_id(settings.stable_id)), None)
    if nameless is not None:
        yield Step(_STABLE_ID, False, Sentence("%(dn)s has none", dn=nameless))
        return
    yield Step(_STABLE_ID, True, Sentence("such as %(id)s", id=usable[0].stable_id(settings.stable_id)))
    if settings.group_base is not None:
        yield _groups(settings, servers, settings.group_base)


def _groups(settings: LdapSettings, servers: Servers, base: str) -> Step:
    try:
        found = servers.pages(base, settings.group_filter, group_attributes(settings))
        count = sum(1 for each in found if group_of(each, settings))
    except AuthError as error:
        return Step(_GROUPS, False, error.said())
    return Step(_GROUPS, count > 0, _number(count, base))


def _number(count: int, base: str) -> Sentence:
    return Sentence("%(count)s under %(base)s", count=count, base=base)
