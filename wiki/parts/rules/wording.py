"""The words of a version of rules, before they are published. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

TERMS = "terms"
PRIVACY = "privacy"
GUESTS = "guests"
CHARTER = "charter"
OF_SITE = (TERMS, PRIVACY, GUESTS)
OF_STAFF = (TERMS, PRIVACY)  # what binds those who work here

LONGEST = 100_000  # characters of a text
LONGEST_CHANGE = 1000  # characters of what changed


@dataclass(frozen=True, slots=True)
class Wording:
    """One text in one language, in Markdown."""

    name: str
    language: str  # "fr" or "en"
    title: str
    body: str


def set_apart(html: str, name: str) -> str:
    """The text as it stands on the same screen as another: what leads to its headings bears its name."""
    return (
        html.replace(' id="', f' id="{name}-').replace(' href="#', f' href="#{name}-')
        if name != TERMS
        else html
    )


def digest_of(wordings: Iterable[Wording]) -> str:
    """SHA-256 of these texts, whatever their order."""
    said = sorted([each.name, each.language, each.title, each.body] for each in wordings)
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def months_before(moment: datetime, months: int) -> datetime:
    """The same day and time so many months before; the last day of a month that is shorter."""
    years, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    for day in (moment.day, 30, 29, 28):
        try:
            return moment.replace(year=years, month=month + 1, day=day)
        except ValueError:
            continue
    return moment
