"""What pages bring to somebody's home: those that they changed last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from wiki.access.filters import readable
from wiki.access.viewer import Viewer
from wiki.kinds.pages.documents import card
from wiki.kinds.pages.models import Page
from wiki.kinds.pages.queries import PAGES, PageRow
from wiki.parts.revisions.models import Revision
from wiki.registry import Card, HomePart

# Somebody's last revisions that are looked at: home costs the same to whoever has written ten thousand.
LOOKED_AT = 100

_REVISED = (
    select(Revision.id, Revision.item_id)
    .where(Revision.author_id == bindparam("me"), Revision.item_kind == "page")
    .order_by(Revision.created_at.desc(), Revision.id.desc())
    .limit(LOOKED_AT)
    .subquery()
)
_LAST = (
    select(_REVISED.c.item_id, func.max(_REVISED.c.id).label("id")).group_by(_REVISED.c.item_id).subquery()
)
_CHANGED = PAGES.join(_LAST, _LAST.c.item_id == Page.id).order_by(_LAST.c.id.desc())


def pages_of(session: Session, viewer: Viewer, limit: int) -> Sequence[Card]:
    """The pages that the viewer changed last and may still read, saying by whom they were changed since."""
    wanted = _CHANGED.where(readable(viewer, Page.access_class_id)).limit(limit)
    return [_card(viewer, PageRow(*row)) for row in session.execute(wanted, {"me": viewer.account_id})]


def _card(viewer: Viewer, page: PageRow) -> Card:
    if page.updated_by == viewer.name:
        return card(page)
    return replace(card(page), facts=(gettext("Changed since by %(name)s", name=page.updated_by),))


PARTS = (HomePart(_("Your pages"), pages_of, "page"),)
