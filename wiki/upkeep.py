"""What is forgotten once a day: sessions that are over, tries to sign in that no longer count, old addresses."""

from __future__ import annotations

from datetime import datetime, timedelta

from auth import attempts, sessions
from wiki import clock
from wiki.config import Settings
from wiki.db import Database
from wiki.parts.audit.commands import forget_addresses

DAY = timedelta(days=1)


class Upkeep:
    """Asked as often as one likes, it does its work at once and then a day after the last time. Several workers may
    each have one: what another has forgotten is not there any more."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._settings = database, settings
        self._done_at: datetime | None = None

    def __call__(self) -> None:
        now = clock.now()
        if self._done_at is not None and now - self._done_at < DAY:
            return
        self._done_at = now  # also when it fails: what hinders it would hinder it again in a moment
        with self._database.writing() as session:
            sessions.purge(session, self._settings.auth.sessions, now)
            attempts.purge(session, self._settings.auth.attempts, now)
            forget_addresses(session, self._settings.journal.address_days)
            session.commit()
