"""Dates as people say them, each in a <time> element. Kept in memory by the minute: a list shows many alike."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from typing import cast
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from flask import Flask, g
from flask_babel import get_timezone
from markupsafe import Markup

from wiki.web.language import locale

NO_BREAK = "\u00a0"


def init_app(app: Flask) -> None:
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.filters["day"] = day
    app.jinja_env.filters["hour"] = hour


def moment(at: datetime) -> Markup:
    """« 24 novembre 2026 à 14 h 30 », in the time zone of the site."""
    return _moment(at.replace(second=0, microsecond=0), *_here())


def plain_moment(at: datetime) -> str:
    """The same in words alone, for a sentence that is no markup."""
    return str(moment(at).striptags())


def day(at: datetime | date) -> Markup:
    """« 24 novembre 2026 »."""
    local = day_of(at) if isinstance(at, datetime) else at
    return _day(local, locale())


def hour(at: datetime) -> Markup:
    """« 14 h 30 », in the time zone of the site, where the day has been said."""
    return _hour(at.replace(second=0, microsecond=0), *_here())


def hour_said(at: datetime) -> str:
    """The same as words alone, for a script that says it."""
    locale, zone = _here()
    return _hour_words(at.astimezone(ZoneInfo(zone)), locale)


def day_of(at: datetime) -> date:
    """The day of this instant, as people who work here count it."""
    return at.astimezone(ZoneInfo(_here()[1])).date()


def start_of(day: date) -> datetime:
    """The first instant of this day, as people who work here count it."""
    return datetime.combine(day, time.min, ZoneInfo(_here()[1]))


def end_of(day: date) -> datetime:
    """The last instant of this day, as people who work here count it. The zone is one of Python's own: those that
    Babel gives would put the local mean time of 1884 on a day that is put together."""
    return datetime.combine(day, time.max, ZoneInfo(_here()[1]))


def _here() -> tuple[str, str]:
    """Locale and time zone of this answer, asked for once: a list shows dozens of dates."""
    if "here" not in g:
        g.here = locale(), str(get_timezone())
    return cast(tuple[str, str], g.here)


@lru_cache(maxsize=4096)
def _moment(at: datetime, locale: str, zone: str) -> Markup:
    local = at.astimezone(ZoneInfo(zone))
    word = "à" if locale.startswith("fr") else "at"
    said = f"{_date_words(local.date(), locale)} {word}{NO_BREAK}{_hour_words(local, locale)}"
    return _element(at, said)


@lru_cache(maxsize=1024)
def _hour(at: datetime, locale: str, zone: str) -> Markup:
    return _element(at, _hour_words(at.astimezone(ZoneInfo(zone)), locale))


@lru_cache(maxsize=1024)
def _day(at: date, locale: str) -> Markup:
    return _element(at, _date_words(at, locale))


def _date_words(day: date, locale: str) -> str:
    """The day stays with its month; a narrow screen may part the rest. In French the first of a month is « 1er »."""
    said = format_date(day, "long", locale).replace(" ", NO_BREAK, 1)
    return f"1er{said.removeprefix('1')}" if day.day == 1 and locale.startswith("fr") else said


def _hour_words(local: datetime, locale: str) -> str:
    pattern = "H 'h' mm" if locale.startswith("fr") else "h:mm a"
    return format_datetime(local, pattern, locale=locale).replace(" ", NO_BREAK)


def _element(at: datetime | date, said: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), said)
