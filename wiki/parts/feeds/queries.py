"""Whose feed a key opens, and when it was made."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.accounts import able_at, identity
from auth.models import Account
from wiki import clock
from wiki.access.keyring import viewer_of
from wiki.access.viewer import Viewer
from wiki.parts.feeds.errors import NoSuchFeed
from wiki.parts.feeds.models import FeedKey


def hash_of(key: str) -> str:
    """The only form in which a key is kept."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def holder(session: Session, key: str) -> Viewer:
    """Whoever made this key, with the rights that they have at this moment.

    :raises NoSuchFeed: when it is nobody's any more, or of somebody who may not sign in.
    """
    account = session.scalar(
        select(Account)
        .join(FeedKey, FeedKey.account_id == Account.id)
        .where(FeedKey.key_hash == hash_of(key), able_at(clock.now()))
    )
    if account is None:
        raise NoSuchFeed
    return viewer_of(session, identity(session, account))


def feed_made_at(session: Session, viewer: Viewer) -> datetime | None:
    """When the viewer made the key of their feed; None when they have none."""
    return session.scalar(select(FeedKey.made_at).where(FeedKey.account_id == viewer.account_id))
