"""What all screens of communities share: the blueprint, and how a space is found."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Blueprint
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from wiki.access.viewer import Viewer
from wiki.parts.spaces import queries
from wiki.parts.spaces.models import Space
from wiki.web.dates import end_of
from wiki.web.forms import Form
from wiki.web.transaction import write

blueprint = Blueprint("communities", __name__)

Answer = str | tuple[str, int] | Response


def space_named(session: Session, viewer: Viewer, action: str, *, space: str) -> Space:
    """The space at this address, whether it is a community or not."""
    return queries.space(session, viewer, space, action)


def to_change(space: Space) -> Space:
    """The same space, in the session that writes."""
    return write().get_one(Space, space.id)


def last_moment(day: date | None) -> datetime | None:
    """The end of the day that was chosen, None for none."""
    return end_of(day) if day is not None else None


def field_of(form: Form, error: Exception, fields: dict[type[Exception], str]) -> Any:
    """The field that the error is about, None when it is about none."""
    name = fields.get(type(error))
    return getattr(form, name) if name is not None and hasattr(form, name) else None
