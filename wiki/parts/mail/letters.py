"""Letters, written from templates/emails in the language of whoever reads them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.support import Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import InternationalizationExtension
from markupsafe import Markup, escape

TRANSLATIONS = Path(__file__).parents[2] / "translations"
LOCALES = {"fr": "fr_CA", "en": "en_CA"}
FOLDER = "emails"

_SPACES = re.compile(r"[ \t\r\n]+")  # those that break; others are typography
_PARAGRAPHS = re.compile(r"\n\s*\n")
_LINK = re.compile(r"https?://[^\s<>]+")
_PAGE = Markup(
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{subject}</title></head>'
    "<body>{body}</body></html>"
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent: the same words as text and as HTML."""

    language: str  # a tag, such as "fr-CA"
    subject: str
    text: str

    @property
    def html(self) -> str:
        """The words as paragraphs, their addresses as links: what somebody wrote is escaped."""
        paragraphs = (_linked(words.strip()) for words in _PARAGRAPHS.split(self.text) if words.strip())
        body = Markup("").join(Markup("<p>{}</p>").format(words) for words in paragraphs)
        return str(_PAGE.format(language=self.language, subject=self.subject, body=body))


def _linked(words: str) -> Markup:
    written, at = Markup(""), 0
    for found in _LINK.finditer(words):
        written += _lines(words[at : found.start()])
        written += Markup('<a href="{0}">{0}</a>').format(found[0])
        at = found.end()
    return written + _lines(words[at:])


def _lines(words: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in words.split("\n"))


class Letters:
    """Writes them. An organisation's own folder of templates is searched first."""

    def __init__(self, folders: Sequence[Path], *, site_name: str, time_zone: str) -> None:
        self._folders, self._zone = folders, ZoneInfo(time_zone)
        self._known: dict[str, Environment] = {}
        self._site_name = site_name

    def letter(self, template: str, language: str, /, **values: Any) -> Letter:
        """The letter of this template, which has a block `subject` and a block `body`."""
        locale = LOCALES.get(language[:2], LOCALES["fr"])
        found = self._of(locale).get_template(f"{FOLDER}/{template}.txt")
        context = found.new_context({"site_name": self._site_name, **values})
        subject, body = ("".join(found.blocks[block](context)) for block in ("subject", "body"))
        return Letter(locale.replace("_", "-"), _SPACES.sub(" ", subject).strip(), body.strip() + "\n")

    def _of(self, locale: str) -> Environment:
        if locale not in self._known:
            self._known[locale] = self._made(locale)
        return self._known[locale]

    def _made(self, locale: str) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(self._folders),
            extensions=[InternationalizationExtension],
            autoescape=False,  # noqa: S701 (plain text; the HTML beside it is escaped when it is made of that)
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        i18n = cast(
            InternationalizationExtension, environment.extensions[InternationalizationExtension.identifier]
        )
        i18n._install(_translations(locale), newstyle=True)
        environment.filters["day"] = lambda at: self._day(at, locale)
        return environment

    def _day(self, at: datetime, locale: str) -> str:
        said = format_date(at.astimezone(self._zone).date(), "long", locale)
        first = said.startswith("1 ") and locale.startswith("fr")
        return f"1er{said.removeprefix('1')}" if first else said


@cache
def _translations(locale: str) -> Any:
    return Translations.load(str(TRANSLATIONS), [locale])
