"""The seal of each revision, which covers the seal of the one before: a changed byte breaks all that follow."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Protocol

_FORMAT = "relais-revision-1"


class Sealed(Protocol):
    """What `verify` reads of a revision."""

    @property
    def item_kind(self) -> str: ...
    @property
    def item_id(self) -> int: ...
    @property
    def number(self) -> int: ...
    @property
    def author_name(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def minor(self) -> bool: ...
    @property
    def body(self) -> str: ...
    @property
    def previous_hash(self) -> str: ...
    @property
    def hash(self) -> str: ...


def revision_hash(
    previous_hash: str,
    *,
    kind: str,
    item_id: int,
    number: int,
    author: str,
    at: datetime,
    title: str,
    summary: str,
    minor: bool,
    body: str,
) -> str:
    """The SHA-256 of a revision, 64 hexadecimal digits. `previous_hash` is "" for the first; `at` is aware.

    What is hashed is a JSON array in ASCII: each field ends where its own syntax says, so that no two different
    revisions are written alike, and anybody can compute it again without this program.
    """
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    fields = [_FORMAT, previous_hash, kind, item_id, number, author, moment, title, summary, minor, body]
    return sha256(json.dumps(fields, separators=(",", ":")).encode("ascii")).hexdigest()


def verify(revisions: Iterable[Sealed]) -> int | None:
    """The number of the first revision of a chain that does not follow from the one before, or None.

    `revisions` are all those of one item, oldest first: one that is missing breaks the chain after it. Cutting off
    the newest cannot be seen here; the item names its current revision.
    """
    previous_hash = ""
    for expected, revision in enumerate(revisions, 1):
        followed = revision.number == expected and revision.previous_hash == previous_hash
        if not followed or revision.hash != _hash_of(revision):
            return revision.number
        previous_hash = revision.hash
    return None


def _hash_of(revision: Sealed) -> str:
    return revision_hash(
        revision.previous_hash,
        kind=revision.item_kind,
        item_id=revision.item_id,
        number=revision.number,
        author=revision.author_name,
        at=revision.created_at,
        title=revision.title,
        summary=revision.summary,
        minor=revision.minor,
        body=revision.body,
    )
