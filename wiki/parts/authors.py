"""Whose page the name of an author leads to."""

from __future__ import annotations

from collections.abc import Iterable, Set

from sqlalchemy import BindParameter, ScalarSelect, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, Session

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


def author_pages(session: Session, viewer: Viewer, author_ids: Iterable[int | None]) -> Set[int]:
    """Those of these authors who have a page that the viewer may open."""
    wanted = {author_id for author_id in author_ids if author_id is not None}
    if not wanted or not viewer.staff:
        return set()
    return set(session.scalars(select(Account.id).where(Account.id.in_(wanted), able_at(clock.now()))))


def page_known_to(viewer: Viewer, author_page: int | None) -> int | None:
    """The same, as far as the viewer may open it: to guests, whom few people are shown to, names are but names."""
    return author_page if viewer.staff else None
