"""A page as its source gives it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from wiki.errors import RelaisError
from wiki.parts.words import folded

_FIRST_HEADING = re.compile(r"\A\s*#[ \t]+(?P<title>[^\n]*?)[ \t]*#*[ \t]*(?:\n\s*|\Z)")
LANGUAGES = {"fr": "fr-CA", "en": "en-CA"}


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page to be: `slug` is its name in the source, which the wiki keeps to know it again."""

    where: str  # "pages.jsonl:12", "guide/start.md": to find it in the source
    slug: str
    path: str  # its place among the others: "guide" stands over "guide/start"
    base: str  # the folder that its relative links start from
    title: str
    body: str
    tags: tuple[str, ...] = ()
    language: str | None = None
    author: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Something of the source that is not taken, and why."""

    where: str
    error: RelaisError


def first_heading(body: str) -> str | None:
    """The title that a text bears on its first line, None without one."""
    match = _FIRST_HEADING.match(body)
    return match["title"] if match and match["title"] else None


def without_title(body: str, title: str) -> str:
    """The text without a first heading that only says the title again."""
    match = _FIRST_HEADING.match(body)
    return body[match.end() :] if match and folded(match["title"]) == folded(title) else body
