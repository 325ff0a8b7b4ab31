"""Each step of the way to a directory, tried in turn, for the one who installs."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from auth.directories.base import Step
from auth.directories.ldap.membership import group_attributes, group_of, stable_ids
from auth.directories.ldap.servers import Servers, Unreachable, bind, reason_of
from auth.errors import AuthError
from auth.settings import LdapSettings

_PORTS = {"ldap": 389, "ldaps": 636}


def steps(settings: LdapSettings, servers: Servers) -> Iterator[Step]:
    """Resolve, connect, TLS and bind for each server, then people, stable id and groups by one that works."""
    working = False
    for url in settings.urls:
        last = None
        for step in _server(settings, servers, url):
            yield step
            last = step
        working = working or (last is not None and last.ok)
    if working and settings.bind_dn:
        yield from _contents(settings, servers)


def _server(settings: LdapSettings, servers: Servers, url: str) -> Iterator[Step]:
    parts = urlsplit(url)
    where = (parts.hostname or "", parts.port or _PORTS[parts.scheme])
    at = f"{where[0]}:{where[1]}"
    try:
        addresses = {str(each[4][0]) for each in socket.getaddrinfo(*where, type=socket.SOCK_STREAM)}
    except OSError as error:
        yield Step(f"resolve {where[0]}", False, error.strerror or str(error))
        return
    yield Step(f"resolve {where[0]}", True, ", ".join(sorted(addresses)))
    try:
        socket.create_connection(where, settings.connect_timeout).close()
    except OSError as error:
        yield Step(f"connect {at}", False, reason_of(error))
        return
    yield Step(f"connect {at}", True, "it listens")
    yield from _protected(settings, servers, url, at)


def _protected(settings: LdapSettings, servers: Servers, url: str, at: str) -> Iterator[Step]:
    kind = "TLS" if url.startswith("ldaps") or settings.start_tls else "no TLS"
    try:
        connection = servers.open(url)
    except Unreachable as error:
        yield Step(f"{kind} {at}", False, str(error))
        return
    yield Step(f"{kind} {at}", True, _protection(settings, connection.socket))
    if not settings.bind_dn or settings.bind_password is None:
        yield Step(f"bind {at}", True, "no service account: people bind directly")
        return
    try:
        answer = bind(connection, settings.bind_dn, settings.bind_password.get_secret_value())
    except Unreachable as error:
        yield Step(f"bind {at}", False, str(error))
        return
    finally:
        connection.unbind()
    yield Step(f"bind {at}", answer["result"] == 0, f"{settings.bind_dn}: {answer['description']}")


def _protection(settings: LdapSettings, sock: object) -> str:
    version = getattr(sock, "version", None)
    if version is None:
        return "passwords travel in the open (allow_cleartext)"
    return f"{version()}, certificate {'verified' if settings.verify else 'NOT verified (verify = false)'}"


def _contents(settings: LdapSettings, servers: Servers) -> Iterator[Step]:
    attributes = [*settings.attributes.username, *stable_ids(settings)]
    try:
        people = list(servers.pages(settings.user_base, settings.user_filter, attributes))
    except AuthError as error:
        yield Step("people", False, str(error))
        return
    usable = [found for found in people if found.text(*settings.attributes.username)]
    yield Step("people", bool(usable), f"{len(usable)} under {settings.user_base}")
    if not usable:
        return
    nameless = [found.dn for found in usable if not found.stable_id(settings.stable_id)]
    yield Step(
        "stable id",
        not nameless,
        f"{nameless[0]} has none" if nameless else f"such as {usable[0].stable_id(settings.stable_id)}",
    )
    if not nameless and settings.group_base is not None:
        yield from _groups(settings, servers, settings.group_base)


def _groups(settings: LdapSettings, servers: Servers, base: str) -> Iterator[Step]:
    try:
        found = servers.pages(base, settings.group_filter, group_attributes(settings))
        count = sum(1 for each in found if group_of(each, settings))
    except AuthError as error:
        yield Step("groups", False, str(error))
        return
    yield Step("groups", count > 0, f"{count} under {base}")
