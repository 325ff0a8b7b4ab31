"""Make and withdraw the key of one's feed."""

from __future__ import annotations

import secrets

from sqlalchemy import delete
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.viewer import Viewer
from wiki.db import upsert
from wiki.errors import SignInNeeded
from wiki.parts.feeds.models import FeedKey
from wiki.parts.feeds.queries import hash_of


def make_feed_key(session: Session, actor: Viewer) -> str:
    """A new key of the actor's feed, which is shown now and never again; the one before opens nothing any more.

    :raises SignInNeeded: when nobody is signed in.
    """
    if actor.account_id is None:
        raise SignInNeeded
    key = secrets.token_urlsafe(32)
    upsert(
        session,
        FeedKey,
        {"account_id": actor.account_id},
        {"key_hash": hash_of(key), "made_at": clock.now()},
    )
    return key


def withdraw_feed_key(session: Session, actor: Viewer) -> None:
    """The actor's feed is at no address any more, from this instant."""
    session.execute(delete(FeedKey).where(FeedKey.account_id == actor.account_id))
