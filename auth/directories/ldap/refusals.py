"""Why a directory refuses a bind or an entry: OpenLDAP's password policy, Active Directory's sub-codes, flags."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from pyasn1.codec.ber import decoder
from pyasn1.error import PyAsn1Error
from pyasn1.type import namedtype, tag, univ

from auth.directories.ldap.found import Found
from auth.errors import (
    AccountDisabled,
    AccountExpired,
    AccountLocked,
    PasswordExpired,
    PasswordMustChange,
    SignInHoursClosed,
    SignInRefused,
    WrongCredentials,
)

# draft-behera-ldap-password-policy: asked with each bind, answered by servers that know it.
PASSWORD_POLICY = "1.3.6.1.4.1.42.2.27.8.5.1"  # noqa: S105 — an object identifier

# What tells that an entry may not sign in; read, judged, and never kept.
STATUS_ATTRIBUTES = (
    "userAccountControl",
    "accountExpires",
    "nsAccountLock",
    "loginDisabled",
    "shadowExpire",
    "pwdAccountLockedTime",
)

INVALID_CREDENTIALS = 49
CONSTRAINT_VIOLATION = 19
UNWILLING_TO_PERFORM = 53

_POLICY_ERRORS: dict[int, type[SignInRefused]] = {
    0: PasswordExpired,
    1: AccountLocked,
    2: PasswordMustChange,
}

# The hexadecimal "data" of Active Directory's message; 525 (no such person) reads as 52e (wrong password).
_AD_SUB_CODES: dict[str, type[SignInRefused]] = {
    "530": SignInHoursClosed,
    "531": SignInHoursClosed,
    "532": PasswordExpired,
    "533": AccountDisabled,
    "701": AccountExpired,
    "773": PasswordMustChange,
    "775": AccountLocked,
}
_AD_MESSAGE = re.compile(r"\bdata ([0-9a-f]+)\b", re.IGNORECASE)

_AD_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_AD_NEVER = 1 << 62
_AD_ACCOUNT_DISABLED = 0x2
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# OpenLDAP writes this instant for an account that only an administrator unlocks.
_LOCKED_FOR_GOOD = "000001010000Z"


def refusal_of(result: Mapping[str, object]) -> type[SignInRefused] | None:
    """What the answer to a bind says about the account; None when the bind succeeded and nothing stands against it.

    Answers that say nothing about the account, such as a busy server, are not asked here.
    """
    told = _policy_error(result) or _sub_code(str(result.get("message") or ""))
    if told is not None:
        return told
    if result["result"] == 0:
        return None
    if result["result"] in (CONSTRAINT_VIOLATION, UNWILLING_TO_PERFORM):
        return _in_words(str(result.get("message") or ""))
    return WrongCredentials


def closed(found: Found, now: datetime) -> type[SignInRefused] | None:
    """What the entry itself says against a sign-in; None when nothing does."""
    if _number(found, "userAccountControl") & _AD_ACCOUNT_DISABLED:
        return AccountDisabled
    if any(found.text(name).casefold() == "true" for name in ("nsAccountLock", "loginDisabled")):
        return AccountDisabled
    if found.text("pwdAccountLockedTime") == _LOCKED_FOR_GOOD:
        return AccountLocked
    end = _end_of(found)
    return AccountExpired if end is not None and end <= now else None


def locked(found: Found) -> bool:
    """Whether the password policy has locked the entry, read right after it refused a bind.

    The server forgets a lock that has run out when somebody binds, so one that is still there holds.
    """
    return bool(found.text("pwdAccountLockedTime"))


def _tagged(kind: Any, number: int) -> Any:
    return kind.subtype(implicitTag=tag.Tag(tag.tagClassContext, tag.tagFormatSimple, number))


def _wrapped(kind: Any, number: int) -> Any:
    return kind.subtype(explicitTag=tag.Tag(tag.tagClassContext, tag.tagFormatConstructed, number))


_WARNING = univ.Choice(
    componentType=namedtype.NamedTypes(
        namedtype.NamedType("timeBeforeExpiration", _tagged(univ.Integer(), 0)),
        namedtype.NamedType("graceAuthNsRemaining", _tagged(univ.Integer(), 1)),
    )
)
_POLICY_RESPONSE = univ.Sequence(
    componentType=namedtype.NamedTypes(
        namedtype.OptionalNamedType("warning", _wrapped(_WARNING, 0)),
        namedtype.OptionalNamedType("error", _tagged(univ.Enumerated(), 1)),
    )
)


def _policy_error(result: Mapping[str, object]) -> type[SignInRefused] | None:
    controls = result.get("controls")
    control = controls.get(PASSWORD_POLICY) if isinstance(controls, Mapping) else None
    if not control or not control.get("value"):
        return None
    try:
        response, _ = decoder.decode(control["value"], asn1Spec=_POLICY_RESPONSE)
    except PyAsn1Error:
        return None
    error = response["error"]
    return _POLICY_ERRORS.get(int(error)) if error.hasValue() else None


def _sub_code(message: str) -> type[SignInRefused] | None:
    if "AcceptSecurityContext" not in message:
        return None
    match = _AD_MESSAGE.search(message)
    return _AD_SUB_CODES.get(match[1].lower()) if match else None


def _in_words(message: str) -> type[SignInRefused]:
    """389 Directory Server says in its message what others say in codes."""
    text = message.casefold()
    if "inactivated" in text:
        return AccountDisabled
    if "retry limit" in text or "locked" in text:
        return AccountLocked
    return PasswordExpired if "expired" in text else WrongCredentials


def _end_of(found: Found) -> datetime | None:
    ticks = _number(found, "accountExpires")
    if 0 < ticks < _AD_NEVER:
        return _AD_EPOCH + timedelta(microseconds=ticks // 10)
    days = found.text("shadowExpire")
    return _EPOCH + timedelta(days=int(days)) if days.isdigit() else None


def _number(found: Found, attribute: str) -> int:
    try:
        return int(found.text(attribute))
    except ValueError:
        return 0
