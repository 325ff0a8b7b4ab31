"""One connection to one server: opened with its protection, bound, searched, and the reason when that fails."""

from __future__ import annotations

import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Literal

from ldap3 import NONE, SAFE_SYNC, SUBTREE, Connection, Server, Tls
from ldap3.core.exceptions import LDAPExceptionError, LDAPInvalidDnError, LDAPInvalidFilterError

from auth.directories.ldap.found import Found
from auth.directories.ldap.refusals import PASSWORD_POLICY
from auth.errors import AmbiguousName, DirectoryRefused, DirectoryTruncated
from auth.sentences import Sentence
from auth.settings import LdapSettings

Scope = Literal["BASE", "LEVEL", "SUBTREE"]

Answer = Mapping[str, Any]

_PAGED_RESULTS = "1.2.840.113556.1.4.319"
_NO_SUCH_OBJECT = 32
_TIME_LIMIT, _SIZE_LIMIT, _ADMIN_LIMIT = 3, 4, 11

# What ldap3, Python and OpenSSL say, and what helps the one who installs.
_REASONS = (
    (
        "CERTIFICATE_VERIFY_FAILED",
        Sentence("its certificate is not from an authority that is trusted here (ca_file)"),
    ),
    ("doesn't match any name", Sentence("its certificate is for another name than the one in urls")),
    ("invalid CA public key file", Sentence("the file of ca_file does not exist")),
    ("timed out", Sentence("it does not answer in time")),
    ("Resource temporarily unavailable", Sentence("it does not answer in time")),
    ("refused", Sentence("nothing listens at this address")),
    ("Name or service not known", Sentence("no address is known for this name")),
    ("startTLS failed", Sentence("it does not offer StartTLS")),
    ("WRONG_VERSION_NUMBER", Sentence("it does not speak TLS on this port")),
)


class Unreachable(Exception):
    """A server could not be reached, or stopped answering."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def opened(settings: LdapSettings, url: str) -> Connection:
    """A connection to this server, protected as the settings demand, not bound yet.

    :raises Unreachable: with the reason.
    """
    try:
        return _opened(settings, url)
    except (LDAPExceptionError, OSError) as error:
        raise Unreachable(reason_of(error)) from error


def _opened(settings: LdapSettings, url: str) -> Connection:
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
        close(connection)
        raise
    return connection


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
        raise incomplete(answer, len(found))
    return found


def page(
    connection: Connection, base: str, query: str, attributes: Sequence[str], size: int, cookie: bytes | None
) -> tuple[list[Found], Answer, bytes | None]:
    """One page of all entries under the base, what the server said of it, and what the next one is asked with.

    :raises Unreachable: it does not answer.
    """
    found, answer = _search(connection, base, query, attributes, SUBTREE, 0, size, cookie)
    control = (answer.get("controls") or {}).get(_PAGED_RESULTS)
    return found, answer, control["value"]["cookie"] if control else None


def incomplete(answer: Answer, count: int) -> DirectoryTruncated | DirectoryRefused:
    """Why a search gave less than everything, after so many entries."""
    # ldap3 takes "size limit exceeded" for a success: half a directory would pass for the whole.
    if answer["result"] in (_TIME_LIMIT, _SIZE_LIMIT, _ADMIN_LIMIT):
        return DirectoryTruncated(count=count, reason=answer["description"])
    return DirectoryRefused(reason=said(answer))


def reason_of(error: Exception) -> str:
    """Why a server cannot be reached, in words that help the one who installs."""
    text = str(error) or type(error).__name__
    return next((words for sign, words in _REASONS if sign.casefold() in text.casefold()), text)


def said(answer: Answer) -> str:
    """What the server answered, in its own words."""
    return ": ".join(filter(None, (str(answer["description"]), str(answer.get("message") or ""))))


def close(connection: Connection) -> None:
    """Let go of the connection, whatever state it is in."""
    with suppress(LDAPExceptionError, OSError):
        connection.unbind()


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
