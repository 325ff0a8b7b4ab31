"""What purposes and states of topics are called, and how they look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _

from wiki.kinds.forum.models import ANNOUNCEMENT, DISCUSSION, QUESTION
from wiki.kinds.forum.queries import ANSWERED, ARCHIVED, CLOSED, OPEN, SOLVED, TopicRow

PURPOSE_LABELS: Mapping[str, Any] = {
    QUESTION: _("Question"),
    DISCUSSION: _("Discussion"),
    ANNOUNCEMENT: _("Announcement"),
}
PURPOSE_ICONS = {QUESTION: "question", DISCUSSION: "discussion", ANNOUNCEMENT: "announcement"}
# Only a question waits for something; of the others, it is enough to know that nothing more is said.
STATE_LABELS: Mapping[tuple[str, str], Any] = {
    (QUESTION, OPEN): _("Waits for an answer"),
    (QUESTION, ANSWERED): _("Has replies"),
    ("", SOLVED): _("Solved"),
    ("", CLOSED): _("Closed"),
    ("", ARCHIVED): _("Archived"),
}
STATE_TONES = {OPEN: "warning", ANSWERED: "info", SOLVED: "success", CLOSED: "neutral", ARCHIVED: "neutral"}
STATE_ICONS = {OPEN: "clock", ANSWERED: "reply", SOLVED: "check", CLOSED: "lock", ARCHIVED: "inbox"}


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in words, with an icon and a tone that say the same."""

    text: str
    tone: str
    icon: str


@cache
def _badges(locale: str) -> Mapping[tuple[str, str], Badge]:
    """(purpose, state) → its badge in this language: a list shows dozens of them."""
    return {
        key: Badge(str(label), STATE_TONES[key[1]], STATE_ICONS[key[1]])
        for key, label in STATE_LABELS.items()
    }


def badges() -> Mapping[tuple[str, str], Badge]:
    """The same in the language of the answer."""
    return _badges(str(get_locale()))


def state_badge(topic: TopicRow) -> Badge | None:
    known, state = badges(), topic.state
    return known.get((topic.purpose, state)) or known.get(("", state))
