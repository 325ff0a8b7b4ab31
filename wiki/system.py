"""Why the operating system or the database refused something: they say so in English, or in their own locale."""

from __future__ import annotations

import errno
import os
import sqlite3
from socket import gaierror

from sqlalchemy.exc import DBAPIError

from auth.sentences import Sentence

_REASONS = {
    errno.EACCES: Sentence("this account may not do that"),
    errno.EPERM: Sentence("this account may not do that"),
    errno.ENOENT: Sentence("it does not exist"),
    errno.EISDIR: Sentence("it is a folder"),
    errno.ENOTDIR: Sentence("a part of its path is not a folder"),
    errno.EEXIST: Sentence("something else is already there"),
    errno.ENOSPC: Sentence("the disk is full"),
    errno.EDQUOT: Sentence("the share of the disk of this account is used up"),
    errno.EROFS: Sentence("the disk can only be read"),
    errno.EIO: Sentence("the disk has a fault"),
    errno.EMFILE: Sentence("too many files are open"),
    errno.ENAMETOOLONG: Sentence("its name is too long"),
    errno.EADDRINUSE: Sentence("another program listens there"),
    errno.EADDRNOTAVAIL: Sentence("this machine does not have this address"),
    errno.ECONNREFUSED: Sentence("nothing listens at this address"),
    errno.ETIMEDOUT: Sentence("it does not answer in time"),
}


# What SQLite and PostgreSQL say.
_DATABASE_REASONS = (
    ("database is locked", Sentence("another process keeps it busy")),
    ("readonly database", Sentence("this account may only read it")),
    (
        "unable to open database file",
        Sentence("this account may not open its file, or cannot write beside it"),
    ),
    ("disk is full", Sentence("the disk is full")),
    ("disk I/O error", Sentence("the disk has a fault, or is full")),
    ("not a database", Sentence("its file is not a database")),
    ("malformed", Sentence("its file is damaged: restore a backup")),
    ("failed to resolve host", Sentence("no address is known for this name")),
    ("Connection refused", Sentence("nothing listens at this address")),
    ("No such file or directory", Sentence("nothing listens at this address")),
    ("password authentication failed", Sentence("the user name and the password do not go together")),
    ("Peer authentication failed", Sentence("this account of the system is not its user")),
    ("does not exist", Sentence("there is no database, or no user, of this name")),
    ("timeout expired", Sentence("it does not answer in time")),
)


def reason_of(error: OSError) -> str:
    """The reason, to stand after a colon; a Sentence when it is a common one."""
    if isinstance(error, gaierror):
        return Sentence("no address is known for this name")
    known = _REASONS.get(error.errno or 0)
    return known if known is not None else error.strerror or os.strerror(error.errno or 0)


def database_reason_of(error: DBAPIError | sqlite3.Error) -> str:
    """The reason that the database gave; a Sentence when it is a common one."""
    said = str(error.orig if isinstance(error, DBAPIError) else error)
    return next((words for sign, words in _DATABASE_REASONS if sign in said), " ".join(said.split()))
