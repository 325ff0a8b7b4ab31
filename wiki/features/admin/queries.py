"""How large the site is."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from auth.models import Account
from wiki.parts.revisions.models import Revision
from wiki.parts.spaces.models import Space


def counts(session: Session) -> Mapping[str, int]:
    """How many accounts, spaces and revisions there are."""
    tables = {"accounts": Account, "spaces": Space, "revisions": Revision}
    return {
        name: session.scalar(select(func.count()).select_from(table)) or 0 for name, table in tables.items()
    }
