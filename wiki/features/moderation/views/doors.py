"""The blueprint of moderation, and what its views share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from wiki.access.viewer import Viewer
from wiki.errors import RelaisError
from wiki.parts.spaces import queries
from wiki.parts.spaces.models import Space

blueprint = Blueprint("moderation", __name__)

Answer = str | tuple[str, int] | Response
Fields = dict[type[RelaisError], Any]  # error → the field that it is about


def space_named(session: Session, viewer: Viewer, action: str, *, space: str) -> Space:
    return queries.space(session, viewer, space, action)


def number(text: str | None) -> int | None:
    """What a form sent as a number; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None
