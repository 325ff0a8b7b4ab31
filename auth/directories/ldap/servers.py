"""Several servers as one: failover, the service account's connection, searches that are whole or fail.

The service account's searches share one connection. It is SAFE_SYNC and reopened here rather than by ldap3's
SAFE_RESTARTABLE, which hides why a server cannot be reached, waits many times over for one that hangs, and stays
with the server it began with.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from time import monotonic
from typing import TypeVar

from ldap3 import SUBTREE, Connection

from auth.directories.ldap.connections import (
    Answer,
    Scope,
    Unreachable,
    bind,
    close,
    entries,
    incomplete,
    opened,
    page,
    said,
)
from auth.directories.ldap.found import Found
from auth.directories.ldap.refusals import CONSTRAINT_VIOLATION, INVALID_CREDENTIALS, UNWILLING_TO_PERFORM
from auth.errors import DirectoryRefused, DirectoryTruncated, DirectoryUnavailable
from auth.sentences import Sentence
from auth.settings import LdapSettings

log = logging.getLogger(__name__)

T = TypeVar("T")

# What a bind may be answered about the account itself; anything else is the server's trouble. The plain numbers:
# no such entry, a name that is none, an entry without a password, one without the right to bind.
_ABOUT_THE_ACCOUNT = {0, INVALID_CREDENTIALS, CONSTRAINT_VIOLATION, UNWILLING_TO_PERFORM, 32, 34, 48, 50}

# For so many seconds after a failure, a server is asked last.
_AVOID = 60.0


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
            close(connection)

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
            close(connection)

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
            size, cookie, count = self._settings.page_size, None, 0
            while True:
                try:
                    found, answer, cookie = page(connection, base, query, attributes, size, cookie)
                except Unreachable as error:
                    raise DirectoryTruncated(count=count, reason=error.reason) from error
                count += len(found)
                yield from found
                if answer["result"] != 0:
                    raise incomplete(answer, count)
                if not cookie:
                    return

    def close(self) -> None:
        """Let go of the shared connection."""
        with self._lock:
            self._drop_service()

    def _bind(self, url: str, dn: str, password: str) -> tuple[Connection, Answer]:
        connection = opened(self._settings, url)
        try:
            answer = bind(connection, dn, password)
        except BaseException:
            close(connection)
            raise
        if answer["result"] not in _ABOUT_THE_ACCOUNT:
            close(connection)
            raise Unreachable(said(answer))
        return connection, answer

    def _bind_service(self, url: str) -> Connection:
        settings = self._settings
        if not settings.bind_dn or settings.bind_password is None:
            raise DirectoryRefused(reason=Sentence("the settings name no bind_dn"))
        connection, answer = self._bind(url, settings.bind_dn, settings.bind_password.get_secret_value())
        if answer["result"] != 0:
            close(connection)
            raise DirectoryRefused(reason=f"{settings.bind_dn}: {said(answer)}")
        return connection

    def _drop_service(self) -> None:
        if self._service is not None:
            close(self._service)
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
