"""Whose page the name of an author leads to."""

from __future__ import annotations

from sqlalchemy import BindParameter, ScalarSelect, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute

from auth.accounts import able_at
from auth.models import Account
from wiki import clock
from wiki.access.viewer import Viewer
from wiki.db import UtcDateTime

_NOW: BindParameter[object] = bindparam("people_here_at", callable_=clock.now, type_=UtcDateTime())


def author_page(author_id: InstrumentedAttribute[int | None]) -> ScalarSelect[int]:
    """The author's account, None when they are gone and have no page: a column for whatever statement tells of what
    they wrote, so that it costs none of its own."""
    return select(Account.id).where(Account.id == author_id, able_at(_NOW)).scalar_subquery()


def page_known_to(viewer: Viewer, author_page: int | None) -> int | None:
    """The same, as far as the viewer may open it: to guests, whom few people are shown to, names are but names."""
    return author_page if viewer.staff else None
