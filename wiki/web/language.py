"""The language and the time zone of an answer: the person's choice, else the browser's, else the site's."""

from __future__ import annotations

from gettext import NullTranslations
from pathlib import Path

from babel.support import Translations
from flask import Flask, has_request_context, request
from flask_babel import Babel

from wiki.config import Settings
from wiki.web.viewing import viewer

TRANSLATIONS = Path(__file__).parent.parent / "translations"
LOCALES = {"fr": "fr_CA", "en": "en_CA"}


def init_app(app: Flask, settings: Settings) -> None:
    def choose() -> str:
        if not has_request_context():
            return LOCALES[settings.language[:2]]
        chosen = viewer().language or request.accept_languages.best_match(["fr", "en", "fr-CA", "en-CA"])
        return LOCALES.get((chosen or settings.language)[:2], LOCALES["fr"])

    Babel(
        app,
        default_locale=LOCALES[settings.language[:2]],
        default_timezone=settings.time_zone,
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=choose,
    )


def translations(locale: str) -> NullTranslations:
    """All words of one locale; the English of the source where it has none."""
    return Translations.load(str(TRANSLATIONS), [locale])
