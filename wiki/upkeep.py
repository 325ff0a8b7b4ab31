"""What is forgotten once a day: sessions that are over, and tries to sign in that no longer count."""

from __future__ import annotations

from datetime import datetime, timedelta

from auth import attempts, sessions
from auth.settings import AuthSettings
from wiki import clock
from wiki.db import Database

DAY = timedelta(days=1)


class Upkeep:
    """Asked as often as one likes, it does its work at once and then a day after the last time. Several workers may
    each have one: what another has forgotten is not there any more."""

    def __init__(self, database: Database, settings: AuthSettings) -> None:
        self._database, self._settings = database, settings
        self._done_at: datetime | None = None

    def __call__(self) -> None:
        now = clock.now()
        if self._done_at is not None and now - self._done_at < DAY:
            return
        self._done_at = now  # also when it fails: what hinders it would hinder it again in a moment
        with self._database.writing() as session:
            sessions.purge(session, self._settings.sessions, now)
            attempts.purge(session, self._settings.attempts, now)
            session.commit()
