"""Say that something beside an item changed."""

from __future__ import annotations

import secrets

from sqlalchemy.orm import Session

from wiki.db import upsert
from wiki.parts.margins.models import Margin


def margin_changed(session: Session, kind: str, item_id: int) -> None:
    """Have what hangs beside this item be asked for and drawn anew."""
    upsert(session, Margin, {"item_kind": kind, "item_id": item_id}, {"mark": secrets.token_hex(8)})
