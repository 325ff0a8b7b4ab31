"""What directories answer to a bind, word by word as they are documented."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from auth.directories.ldap.found import Found
from auth.directories.ldap.refusals import PASSWORD_POLICY, closed, locked, refusal_of
from auth.errors import (
    AccountDisabled,
    AccountExpired,
    AccountLocked,
    PasswordExpired,
    PasswordMustChange,
    SignInHoursClosed,
    WrongCredentials,
)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def answer(code: int, message: str = "", policy: str | None = None) -> dict[str, object]:
    controls = {PASSWORD_POLICY: {"value": bytes.fromhex(policy)}} if policy is not None else {}
    return {"result": code, "message": message, "controls": controls}


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("52e", WrongCredentials),
        ("525", WrongCredentials),
        ("530", SignInHoursClosed),
        ("531", SignInHoursClosed),
        ("532", PasswordExpired),
        ("533", AccountDisabled),
        ("701", AccountExpired),
        ("773", PasswordMustChange),
        ("775", AccountLocked),
        ("9999", WrongCredentials),
    ],
)
def test_active_directory_tells_by_its_sub_codes(code: str, refusal: type[Exception]) -> None:
    message = (
        f"80090308: LdapErr: DSID-0C09044E, comment: AcceptSecurityContext error, data {code}, v4563\x00"
    )
    assert refusal_of(answer(49, message)) is refusal


@pytest.mark.parametrize(
    ("code", "policy", "refusal"),
    [
        (49, "3003810100", PasswordExpired),
        (49, "3003810101", AccountLocked),
        (0, "3003810102", PasswordMustChange),
        (0, "3000", None),
        (0, "3005a003800105", None),
        (0, "3005a003810103", None),
        (49, "3008a003800105810101", AccountLocked),
        (49, "", WrongCredentials),
        (49, "ff", WrongCredentials),
        (49, "30038101ff", WrongCredentials),
        (0, None, None),
    ],
)
def test_a_password_policy_tells_in_its_control(
    code: int, policy: str | None, refusal: type[Exception] | None
) -> None:
    assert refusal_of(answer(code, policy=policy)) is refusal


@pytest.mark.parametrize(
    ("code", "message", "refusal"),
    [
        (53, "Account inactivated. Contact system administrator.", AccountDisabled),
        (19, "Exceed password retry limit. Please try later.", AccountLocked),
        (49, "password expired!", WrongCredentials),
        (53, "password expired!", PasswordExpired),
        (53, "", WrongCredentials),
    ],
)
def test_389_directory_server_tells_in_words(code: int, message: str, refusal: type[Exception]) -> None:
    assert refusal_of(answer(code, message)) is refusal


@pytest.mark.parametrize(
    ("attribute", "value", "refusal"),
    [
        ("useraccountcontrol", "514", AccountDisabled),
        ("useraccountcontrol", "512", None),
        ("useraccountcontrol", "oops", None),
        ("accountexpires", "0", None),
        ("accountexpires", "9223372036854775807", None),
        ("accountexpires", "133000000000000000", AccountExpired),
        ("accountexpires", "140000000000000000", None),
        ("nsaccountlock", "true", AccountDisabled),
        ("nsaccountlock", "FALSE", None),
        ("logindisabled", "TRUE", AccountDisabled),
        ("shadowexpire", "-1", None),
        ("shadowexpire", "1", AccountExpired),
        ("shadowexpire", "20782", None),
        ("shadowexpire", "20781", AccountExpired),
        ("pwdaccountlockedtime", "000001010000Z", AccountLocked),
        ("pwdaccountlockedtime", "20261124085900Z", None),
    ],
)
def test_an_entry_tells_by_its_attributes(
    attribute: str, value: str, refusal: type[Exception] | None
) -> None:
    assert closed(Found("uid=x", {attribute: [value.encode()]}), NOW) is refusal


def test_a_lock_that_is_still_there_holds() -> None:
    assert locked(Found("uid=x", {"pwdaccountlockedtime": [b"20261124085900Z"]}))
    assert not locked(Found("uid=x", {}))
