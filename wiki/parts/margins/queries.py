"""Whether anything hangs beside an item."""

from __future__ import annotations

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import InstrumentedAttribute

from wiki.parts.margins.models import Margin


def margin_mark(kind: str, item_id: InstrumentedAttribute[int]) -> ScalarSelect[str]:
    """The mark of the item's margin, None when nothing ever hung there: a column for the item's own query, so that
    it costs no statement."""
    return select(Margin.mark).where(Margin.item_kind == kind, Margin.item_id == item_id).scalar_subquery()
