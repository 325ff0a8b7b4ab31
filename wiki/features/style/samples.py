"""What the components of the guide show: ordinary words, and those that are hardest to set."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from flask_babel import gettext

from wiki.parts.revisions.diff import Comparison, compare
from wiki.registry import Change, MarginNote, MarginPart
from wiki.web.content import Text
from wiki.web.surroundings import Margin

AT = datetime(2026, 11, 24, 19, 5, tzinfo=UTC)
LONG_NAME = "Anne-Frédérique-Maximilienne de Saint-Barthélemy-Vaillancourt-Desrochers"
LONG_WORD = "Anticonstitutionnellement" * 4
LONG_LANGUAGE = "fr-CA"
OFFICIAL = {
    "official": True,
    "approved_by": LONG_NAME,
    "approved_at": AT,
    "approved_number": 4,
    "revision_number": 4,
    "path": "",
}
CHANGED_SINCE = {**OFFICIAL, "official": False, "revision_number": 6}
SPACE = {"slug": "style", "title": LONG_NAME, "language": LONG_LANGUAGE}


class Branch(NamedTuple):
    """A page in a tree."""

    title: str
    language: str
    url: str
    depth: int
    current: bool = False
    open: bool = False
    has_children: bool = False


def branches(texts: Sequence[Text], url: str) -> list[Branch]:
    """Titles of the help as a tree of three levels, one of them where the reader is, and a word that has no end."""
    first, second, third, fourth, fifth = (text.title for text in texts[:5])
    language = texts[0].language
    return [
        Branch(first, language, url, 0),
        Branch(second, language, url, 0, open=True, has_children=True),
        Branch(third, language, url, 1, current=True, open=True, has_children=True),
        Branch(fourth, language, url, 2),
        Branch(fifth, language, url, 0, has_children=True),
        Branch(LONG_WORD, LONG_LANGUAGE, url, 0),
    ]


def changes(text: Text, url: str) -> list[Change]:
    """One with a summary, one without, one in which everything is long."""
    plain: dict[str, Any] = {"kind": "page", "url": url, "space_url": url, "minor": False, "what": "edited"}
    here: dict[str, Any] = {
        "language": text.language,
        "space_language": text.language,
        "space_title": gettext("Help"),
    }
    long: dict[str, Any] = {
        "language": LONG_LANGUAGE,
        "space_language": LONG_LANGUAGE,
        "space_title": LONG_WORD,
    }
    return [
        Change(
            AT,
            3,
            title=text.title,
            author="Bob Gagnon",
            summary=gettext("Spelling, layout."),
            **here,
            **plain,
        ),
        Change(
            AT - timedelta(days=2), 2, title=text.title, author="Dana Tremblay", summary="", **here, **plain
        ),
        Change(AT - timedelta(days=40), 1, title=LONG_WORD, author=LONG_NAME, summary="", **long, **plain),
    ]


def differences(text: Text) -> Comparison:
    """The text of a page, and the same with a line taken away, one changed and one added."""
    old = text.body.splitlines()[:14]
    first = old[0].split()
    new = [" ".join([*first[:3], LONG_NAME, *first[4:]]), *old[1:8], *old[9:], text.title]
    return compare("\n".join(old) + "\n", "\n".join(new) + "\n")


def margin(text: Text, url: str) -> Margin:
    """What is asked about a page: with an answer, without one."""
    notes = (
        MarginNote(text.title, url, gettext("Solved"), "success", gettext("no reply")),
        MarginNote(LONG_WORD, url, gettext("Waits for an answer"), "warning", LONG_NAME),
    )
    return Margin(
        [(gettext("New topic"), url)],
        [MarginPart(gettext("Topics about this page"), gettext("no reply"), notes, more=url)],
    )
