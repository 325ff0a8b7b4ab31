"""What all screens of communities share: the blueprint, and when a day ends."""

from __future__ import annotations

from datetime import date, datetime

from flask import Blueprint
from werkzeug.wrappers import Response

from wiki.web.dates import end_of

blueprint = Blueprint("communities", __name__)

Answer = str | tuple[str, int] | Response


def last_moment(day: date | None) -> datetime | None:
    """The end of the day that was chosen, None for none."""
    return end_of(day) if day is not None else None
