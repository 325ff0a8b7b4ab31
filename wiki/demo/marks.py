"""What the demo made is known by these: the stable ids of its accounts, the source's names of its first pages."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth import accounts
from auth.models import Account
from wiki.kinds.pages.models import Page

MARK = "demo:"

OUR_PEOPLE = Account.external_id.startswith(MARK) & (Account.directory == accounts.LOCAL)
OUR_FIRST_PAGES = Page.source_slug.startswith(MARK) & Page.parent_id.is_(None)


def is_there(session: Session) -> bool:
    """Whether the demo has accounts, whose password everybody knows."""
    return session.scalar(select(Account.id).where(OUR_PEOPLE).limit(1)) is not None
