"""The directories that the settings name, each loaded only when it is one of them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from auth.directories.base import Directory
from auth.directories.local import LocalDirectory
from auth.passwords import Passwords
from auth.settings import AuthSettings

if TYPE_CHECKING:
    from auth.directories.ldap import LdapDirectory


class Directories:
    """One for a process. Local accounts are asked first: they need no network, and keep working when it fails."""

    def __init__(self, settings: AuthSettings, passwords: Passwords | None = None) -> None:
        self.passwords = passwords or Passwords(settings.passwords)
        self.ldap = _ldap(settings)

    def of(self, session: Session) -> list[Directory]:
        """The directories to ask for one request, in order."""
        local = LocalDirectory(session, self.passwords)
        return [local] if self.ldap is None else [local, self.ldap]


def _ldap(settings: AuthSettings) -> LdapDirectory | None:
    if settings.directory != "ldap" or settings.ldap is None:
        return None
    # ldap3 takes memory and time to load; a site with local accounts only never does.
    found: LdapDirectory = import_module("auth.directories.ldap").LdapDirectory(settings.ldap)
    return found
