"""Numbers as people write them: « 12 345 ». Kept in memory, for a history shows dozens."""

from __future__ import annotations

from functools import lru_cache

from babel.numbers import format_decimal
from flask import Flask

from wiki.web.language import locale


def init_app(app: Flask) -> None:
    app.jinja_env.filters["numberformat"] = number


def number(value: int) -> str:
    """The number, its thousands apart in the way of this answer's language."""
    return _number(value, locale())


@lru_cache(maxsize=4096)
def _number(value: int, locale: str) -> str:
    return format_decimal(value, locale=locale)
