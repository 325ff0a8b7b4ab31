"""The words of a notice, in the language of whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext
from markupsafe import Markup, escape

from auth.sentences import Sentence
from wiki.parts.notices.models import Notice
from wiki.parts.notices.sentences import Day, Name, Told, Until, Value, unpacked
from wiki.web.dates import day, moment
from wiki.web.telling import told_of


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """A notice as lists show it."""

    id: int
    words: Markup
    url: str | None  # that notes on the way that it was read; None where there is nothing more to see
    made_at: datetime
    read: bool


def shown(notice: Notice) -> ShownNotice:
    """The notice with its words."""
    url = url_for("notices.open_", notice_id=notice.id) if notice.url else None
    return ShownNotice(notice.id, words_of(notice), url, notice.made_at, notice.read_at is not None)


def words_of(notice: Notice) -> Markup:
    """Its sentence, filled. What people wrote is escaped."""
    sentence = gettext(Told.KNOWN[notice.key].sentence())
    values = {name: _said(value) for name, value in unpacked(notice.params).items()}
    return escape(sentence) % values if values else escape(sentence)


def _said(value: Value) -> str | Markup:
    if isinstance(value, Sentence):
        return str(gettext(value.source, **value.values))
    if isinstance(value, Name):
        return told_of("%(title)s", value)
    if isinstance(value, Until):
        return escape(gettext("until %(moment)s")) % {"moment": moment(value.at)}
    if isinstance(value, Day):
        return day(value.at)
    return moment(value) if isinstance(value, datetime) else str(value)
