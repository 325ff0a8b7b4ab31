"""Whose page the name of an author leads to, and who of them is a guest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, and_, bindparam, case, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from auth.accounts import able_at
from auth.models import Account
from wiki import clock
from wiki.access.viewer import Viewer
from wiki.db import UtcDateTime

_NOW: BindParameter[object] = bindparam("people_here_at", callable_=clock.now, type_=UtcDateTime())
_HERE = able_at(_NOW)
_GUEST = Account.standing == "guest"
# The account, negative for a guest; 0 for a guest who is here no longer. Whoever else is gone has none.
_MARK: ColumnElement[int] = case((and_(_GUEST, _HERE), -Account.id), (_GUEST, 0), else_=Account.id)
_MARKED = or_(_GUEST, _HERE)


def author_mark(author_id: InstrumentedAttribute[int | None]) -> ScalarSelect[int]:
    """What `page_known_to` and `is_guest` tell of the author, None when they are gone and were no guest: a column for
    whatever statement tells of what they wrote, so that it costs none of its own."""
    return select(_MARK).where(Account.id == author_id, _MARKED).scalar_subquery()


def author_marks(session: Session, author_ids: Iterable[int | None]) -> Mapping[int | None, int]:
    """The same for some authors: account → mark."""
    wanted = {author_id for author_id in author_ids if author_id is not None}
    if not wanted:
        return {}
    marked = select(Account.id, _MARK).where(Account.id.in_(wanted), _MARKED)
    return dict(session.execute(marked).all())


def page_known_to(viewer: Viewer, mark: int | None) -> int | None:
    """The author's account, where they have a page that the viewer may open: to guests, whom few people are shown to,
    names are but names."""
    return (abs(mark) or None) if mark is not None and viewer.staff else None


def is_guest(mark: int | None) -> bool:
    """Whether the author is a guest, or was one to the end."""
    return mark is not None and mark <= 0
