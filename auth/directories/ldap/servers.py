"""Reaching the servers: TLS, failover, the service account's connection, searches that are whole or fail.

The service account's searches share one connection. It is SAFE_SYNC and reopened here rather than by ldap3's
SAFE_RESTARTABLE, which hides why a server cannot be reached, waits many times over for one that hangs, and stays
with the server it began with.
"""

from __future__ import annotations

import logging
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any, Literal, TypeVar

from ldap3 import NONE, SAFE_SYNC, SUBTREE, Connection, Server, Tls
from ldap3.core.exceptions import LDAPExceptionError, LDAPInvalidDnError, LDAPInvalidFilterError

from auth.directories.ldap.found import Found
from auth.directories.ldap.refusals import (
    CONSTRAINT_VIOLATION,
    INVALID_CREDENTIALS,
    PASSWORD_POLICY,
    UNWILLING_TO_PERFORM,
)
from auth.errors import AmbiguousName, DirectoryRefused, DirectoryTruncated, DirectoryUnavailable
from auth.settings import LdapSettings

log = logging.getLogger(__name__)

T = TypeVar("T")

Scope = Literal["BASE", "LEVEL", "SUBTREE"]

Answer = Mapping[str, Any]

_PAGED_RESULTS = "1.2.840.113556.1.4.319"
_NO_SUCH_OBJECT = 32
_TIME_LIMIT, _SIZE_LIMIT, _ADMIN_LIMIT = 3, 4, 11

# What a bind may be answered about the account itself; anything else is the server's trouble. The plain numbers:
# no such entry, a name that is none, an entry without a password, one without the right to bind.
_ABOUT_THE_ACCOUNT = {0, INVALID_CREDENTIALS, CONSTRAINT_VIOLATION, UNWILLING_TO_PERFORM, 32, 34, 48, 50}

# For so many seconds after a failure, a server is asked last.
_AVOID = 60.0


class Unreachable(Exception):
    """A server could not be reached, or stopped answering; the text says why."""


class Servers:
    """The servers of the settings, as one that does not fail until all do."""

    def __init__(self, settings: LdapSettings) -> None:
        self._settings = settings
        self._lock = threading.RLock()
        self._service: Connection | None = None
        self._failed_at: dict[str, float] = {}
        self._silent_until = 0.0

    @contextmanager
    def bound(self, dn: str, password: str) -> Iterator[tuple[Connection, Answer]]:
        """A connection of one's own and what the server answered to the bind, successful or not.

        :raises DirectoryUnavailable: no server answers.
        """
        connection, answer = self._somewhere(lambda url: self._bind(url, dn, password))
        try:
            yield connection, answer
        finally:
            _close(connection)

    @contextmanager
    def service(self) -> Iterator[Connection]:
        """A connection of one's own as the service account.

        :raises DirectoryUnavailable: no server answers.
        :raises DirectoryRefused: there is no service account, or it is not let in.
        """
        connection = self._somewhere(self._bind_service)
        try:
            yield connection
        finally:
            _close(connection)

    def find(
        self, base: str, query: str, attributes: Sequence[str], *, scope: Scope = SUBTREE, limit: int = 0
    ) -> list[Found]:
        """Entries found by the service account over the shared connection; errors as for `service`.

        A connection that has died in the meantime is opened again, on the next server if need be.
        """

        def ask(connection: Connection) -> list[Found]:
            return entries(connection, base, query, attributes, scope=scope, limit=limit)

        with self._lock:
            if self._service is not None:
                with suppress(Unreachable):
                    return ask(self._service)
                self._drop_service()

            def open_and_ask(url: str) -> list[Found]:
                self._service = self._bind_service(url)
                return ask(self._service)

            return self._somewhere(open_and_ask)

    def pages(self, base: str, query: str, attributes: Sequence[str]) -> Iterator[Found]:
        """All entries of a search, a page at a time, on a connection of its own so that sign-ins do not wait.

        :raises DirectoryTruncated: the server stopped before the end.
        """
        with self.service() as connection:
            cookie: bytes | None = None
            count = 0
            while True:
                try:
                    found, answer = _search(
                        connection, base, query, attributes, SUBTREE, 0, self._settings.page_size, cookie
                    )
                except Unreachable as error:
                    raise DirectoryTruncated(count=count, reason=str(error)) from error
                count += len(found)
                yield from found
                if answer["result"] != 0:
                    raise _incomplete(answer, count)
                cookie = _cookie(answer)
                if not cookie:
                    return

    def close(self) -> None:
        """Let go of the shared connection."""
        with self._lock:
            self._drop_service()

    def open(self, url: str) -> Connection:
        """A connection to one server, protected as the settings demand, not bound yet.

        :raises Unreachable: with the reason.
        """
        try:
            return self._open(url)
        except (LDAPExceptionError, OSError) as error:
            raise Unreachable(reason_of(error)) from error

    def _open(self, url: str) -> Connection:
        settings = self._settings
        tls = Tls(
            validate=ssl.CERT_REQUIRED if settings.verify else ssl.CERT_NONE,
            ca_certs_file=str(settings.ca_file) if settings.ca_file else None,
        )
        server = Server(url, get_info=NONE, tls=tls, connect_timeout=settings.connect_timeout)
        connection = Connection(
            server,
            client_strategy=SAFE_SYNC,
            read_only=True,
            check_names=False,
            auto_referrals=False,  # a referral would carry the password to a server of somebody else's choice
            receive_timeout=settings.receive_timeout,
        )
        try:
            connection.open(read_server_info=False)
            if not server.ssl and settings.start_tls:
                connection.start_tls(read_server_info=False)
        except BaseException:
            _close(connection)
            raise
        return connection

    def _bind(self, url: str, dn: str, password: str) -> tuple[Connection, Answer]:
        connection = self.open(url)
        try:
            answer = bind(connection, dn, password)
        except BaseException:
            _close(connection)
            raise
        if answer["result"] not in _ABOUT_THE_ACCOUNT:
            _close(connection)
            raise Unreachable(_said(answer))
        return connection, answer

    def _bind_service(self, url: str) -> Connection:
        settings = self._settings
        if not settings.bind_dn or settings.bind_password is None:
            raise DirectoryRefused(reason="no bind_dn in the settings")
        connection, answer = self._bind(url, settings.bind_dn, settings.bind_password.get_secret_value())
        if answer["result"] != 0:
            _close(connection)
            raise DirectoryRefused(reason=f"{settings.bind_dn}: {_said(answer)}")
        return connection

    def _drop_service(self) -> None:
        if self._service is not None:
            _close(self._service)
            self._service = None

    def _somewhere(self, attempt: Callable[[str], T]) -> T:
        """The result of the first server with which the attempt succeeds."""
        started = monotonic()
        if started < self._silent_until:
            raise DirectoryUnavailable
        patience = self._settings.connect_timeout + self._settings.receive_timeout
        for url in self._in_order(started):
            try:
                result = attempt(url)
            except Unreachable as error:
                log.warning("directory server %s: %s", url, error)
                self._failed_at[url] = monotonic()
            else:
                self._failed_at.pop(url, None)
                return result
            if monotonic() - started > patience:
                break
        # Those who come in the next seconds are told at once, instead of waiting one after the other.
        self._silent_until = monotonic() + self._settings.rest_seconds
        raise DirectoryUnavailable

    def _in_order(self, now: float) -> list[str]:
        def failing(url: str) -> bool:
            return now - self._failed_at.get(url, -_AVOID) < _AVOID

        return sorted(self._settings.urls, key=failing)


def bind(connection: Connection, dn: str, password: str) -> Answer:
    """What the server answers to a simple bind; the password policy is asked for its reasons.

    :raises Unreachable: it does not answer.
    """
    # Bytes go as they are; text would be "prepared" by ldap3 and no longer be what other programs send.
    connection.user, connection.password, connection.authentication = dn, password.encode(), "SIMPLE"
    try:
        connection.bind(read_server_info=False, controls=[(PASSWORD_POLICY, False, None)])
    except (LDAPExceptionError, OSError) as error:
        raise Unreachable(reason_of(error)) from error
    finally:
        connection.password = None
    answer: Answer = connection.result
    return answer


def entries(
    connection: Connection,
    base: str,
    query: str,
    attributes: Sequence[str],
    *,
    scope: Scope = SUBTREE,
    limit: int = 0,
) -> list[Found]:
    """The entries of a search that is small; none when the base does not exist.

    :raises AmbiguousName: there are more than `limit`.
    :raises DirectoryTruncated: the server stopped before the end.
    :raises Unreachable: it does not answer.
    """
    found, answer = _search(connection, base, query, attributes, scope, limit)
    if answer["result"] == _NO_SUCH_OBJECT:
        return []
    if limit and (answer["result"] == _SIZE_LIMIT or len(found) > limit):
        raise AmbiguousName
    if answer["result"] != 0:
        raise _incomplete(answer, len(found))
    return found


def reason_of(error: Exception) -> str:
    """Why a server cannot be reached, in words that help the one who installs."""
    text = str(error) or type(error).__name__
    for sign, words in (
        (
            "CERTIFICATE_VERIFY_FAILED",
            "its certificate is not from an authority that is trusted here (ca_file)",
        ),
        ("doesn't match any name", "its certificate is for another name than the one in urls"),
        ("invalid CA public key file", "the file of ca_file does not exist"),
        ("timed out", "it does not answer in time"),
        ("Resource temporarily unavailable", "it does not answer in time"),
        ("refused", "nothing listens at this address"),
        ("startTLS failed", "it does not offer StartTLS"),
        ("WRONG_VERSION_NUMBER", "it does not speak TLS on this port"),
    ):
        if sign.casefold() in text.casefold():
            return words
    return text


def _search(
    connection: Connection,
    base: str,
    query: str,
    attributes: Sequence[str],
    scope: Scope,
    limit: int,
    page_size: int | None = None,
    cookie: bytes | None = None,
) -> tuple[list[Found], Answer]:
    try:
        _, answer, response, _ = connection.search(
            base,
            query,
            search_scope=scope,
            attributes=list(attributes),
            size_limit=limit,
            paged_size=page_size,
            paged_cookie=cookie,
        )
    except (LDAPInvalidFilterError, LDAPInvalidDnError) as error:
        raise DirectoryRefused(reason=str(error)) from error
    except (LDAPExceptionError, OSError) as error:
        raise Unreachable(reason_of(error)) from error
    found = [_found(each) for each in response or () if each["type"] == "searchResEntry"]
    return found, answer


def _found(response: Mapping[str, Any]) -> Found:
    values: Mapping[str, Sequence[bytes]] = response["raw_attributes"]
    return Found(response["dn"], {name.lower(): found for name, found in values.items() if found})


def _cookie(answer: Answer) -> bytes | None:
    control = (answer.get("controls") or {}).get(_PAGED_RESULTS)
    return control["value"]["cookie"] if control else None


def _incomplete(answer: Answer, count: int) -> DirectoryTruncated | DirectoryRefused:
    # ldap3 takes "size limit exceeded" for a success: half a directory would pass for the whole.
    if answer["result"] in (_TIME_LIMIT, _SIZE_LIMIT, _ADMIN_LIMIT):
        return DirectoryTruncated(count=count, reason=answer["description"])
    return DirectoryRefused(reason=_said(answer))


def _said(answer: Answer) -> str:
    return ": ".join(filter(None, (str(answer["description"]), str(answer.get("message") or ""))))


def _close(connection: Connection) -> None:
    with suppress(LDAPExceptionError, OSError):
        connection.unbind()
