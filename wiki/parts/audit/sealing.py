"""The seal of an entry: what makes a changed, removed or inserted one be found. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from wiki.parts.audit.models import AuditEntry

BEGINNING = "0" * 64  # stands for the seal before the first entry

# What of an event's values is kept: numbers, and words of the program itself, which look like this.
_CODE = re.compile(r"[a-z][a-z0-9_.:-]{0,59}\Z")
_OWN = frozenset({"event", "at", "actor", "actor_id", "kind", "item_ids", "space_id"})
_MOST = 50  # ids of items kept
# Words that are written for the journal itself.
_SPOKEN = "justification"


class Entry(NamedTuple):
    """An entry before it has a seal."""

    at: datetime
    act: str
    actor_id: int | None
    actor_name: str
    space_id: int | None
    about_kind: str | None
    about_id: int | None
    details: str


def sealed(entry: Entry | AuditEntry, before: str) -> str:
    """The seal of this entry after the one with the seal `before`."""
    said = [
        before,
        entry.at.isoformat(),
        entry.act,
        entry.actor_id,
        entry.actor_name,
        entry.space_id,
        entry.about_kind,
        entry.about_id,
        entry.details,
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def details_of(payload: Mapping[str, Any]) -> str:
    """What is kept of an event besides who, when and on what: no title, no text, no secret (L-20)."""
    kept = {name: value for name, value in payload.items() if name not in _OWN and _is_code(name, value)}
    if others := list(payload.get("item_ids") or ())[1:]:
        kept["others"] = others[:_MOST]
        kept["others_count"] = len(others)
    return json.dumps(kept, sort_keys=True)


def _is_code(name: str, value: object) -> bool:
    """Whether it is a number, a state, a code, or several. A title may look like one: its name says what it is."""
    if isinstance(value, list | tuple):
        return all(_is_code(name, each) for each in value)
    if isinstance(value, str) and name != _SPOKEN:
        return "title" not in name and _CODE.match(value) is not None
    return value is None or isinstance(value, str | int | float)
