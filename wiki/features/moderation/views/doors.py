"""The blueprint of moderation, and what its views share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from wiki.errors import RelaisError

blueprint = Blueprint("moderation", __name__)

Answer = str | tuple[str, int] | Response
Fields = dict[type[RelaisError], Any]  # error → the field that it is about


def number(text: str | None) -> int | None:
    """What a form sent as a number; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None
