"""Dates as people say them, each in a <time> element. Kept in memory by the minute: a list shows many alike."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import cast
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from flask import Flask, g
from flask_babel import get_timezone
from markupsafe import Markup

from wiki.web.language import locale


def init_app(app: Flask) -> None:
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.filters["day"] = day


def moment(at: datetime) -> Markup:
    """« 24 novembre 2026 à 14 h 30 », in the time zone of the site."""
    return _moment(at.replace(second=0, microsecond=0), *_here())


def day(at: datetime | date) -> Markup:
    """« 24 novembre 2026 »."""
    local = at.astimezone(get_timezone()).date() if isinstance(at, datetime) else at
    return _day(local, locale())


def _here() -> tuple[str, str]:
    """Locale and time zone of this answer, asked for once: a list shows dozens of dates."""
    if "here" not in g:
        g.here = locale(), str(get_timezone())
    return cast(tuple[str, str], g.here)


@lru_cache(maxsize=4096)
def _moment(at: datetime, locale: str, zone: str) -> Markup:
    local = at.astimezone(ZoneInfo(zone))
    french = locale.startswith("fr")
    time = format_datetime(local, "H 'h' mm" if french else "h:mm a", locale=locale)
    words = f"{format_date(local.date(), 'long', locale)} {'à' if french else 'at'} {time}"
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), words)


@lru_cache(maxsize=1024)
def _day(at: date, locale: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), format_date(at, "long", locale))
