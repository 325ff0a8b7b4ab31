"""The language and the time zone of an answer: the person's choice, else the browser's, else the site's."""

from __future__ import annotations

from functools import cache, lru_cache
from gettext import NullTranslations
from pathlib import Path

from babel.support import Translations
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from wiki.config import Settings
from wiki.web.viewing import viewer

TRANSLATIONS = Path(__file__).parent.parent / "translations"
LOCALES = {"fr": "fr_CA", "en": "en_CA"}
REMEMBERED = 1024  # headers of browsers in memory


def init_app(app: Flask, settings: Settings) -> None:
    app.config["BABEL_DEFAULT_LOCALE"] = LOCALES[settings.language[:2]]
    Babel(
        app,
        default_timezone=settings.time_zone,
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=locale,
    )


@lru_cache(maxsize=REMEMBERED)
def _of_browser(header: str) -> str | None:
    """The first of our languages in the browser's order. A regional "en-US" stands before a plain "fr" that the
    person likes less: Werkzeug's own choice takes exact matches first."""
    accepted = (tag for tag, quality in parse_accept_header(header, LanguageAccept) if quality > 0)
    return next((tag for tag in accepted if tag[:2].lower() in LOCALES), None)


def locale() -> str:
    """The locale of this answer, such as "fr_CA"; found once."""
    found: str | None = g.get("locale")
    if found is None:
        found = g.locale = _choose()
    return found


def _choose() -> str:
    default: str = current_app.config["BABEL_DEFAULT_LOCALE"]
    if not has_request_context():
        return default
    chosen = viewer().language or _of_browser(request.headers.get("Accept-Language", ""))
    return LOCALES.get(chosen[:2].lower(), LOCALES["fr"]) if chosen else default


@cache
def translations(locale: str) -> NullTranslations:
    """All words of one locale; the English of the source where it has none."""
    return Translations.load(str(TRANSLATIONS), [locale])
