"""What pages bring to somebody's home: those that they changed last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
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


def pages_of(session: Session, viewer: Viewer, limit: int) -> Sequence[Card]:
    """The pages that the viewer changed last and may still read, saying by whom they were changed since."""
    mine = (
        select(Revision.id, Revision.item_id)
        .where(Revision.author_id == viewer.account_id, Revision.item_kind == "page")
        .order_by(Revision.created_at.desc(), Revision.id.desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    last = select(mine.c.item_id, func.max(mine.c.id).label("id")).group_by(mine.c.item_id).subquery()
    wanted = (
        PAGES.join(last, last.c.item_id == Page.id)
        .where(readable(viewer, Page.access_class_id))
        .order_by(last.c.id.desc())
        .limit(limit)
    )
    return [_card(viewer, PageRow(*row)) for row in session.execute(wanted)]


def _card(viewer: Viewer, page: PageRow) -> Card:
    if page.updated_by == viewer.name:
        return card(page)
    return replace(card(page), facts=(gettext("Changed since by %(name)s", name=page.updated_by),))


PARTS = (HomePart(_("Your pages"), pages_of, "page"),)
