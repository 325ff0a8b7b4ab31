"""What the worker does besides: once a day it forgets what is over and looks after communities and guests, once an
hour it reminds of what waits."""

from __future__ import annotations

from datetime import datetime, timedelta

from auth import attempts, sessions
from wiki import clock
from wiki.config import Settings
from wiki.db import Database
from wiki.parts.audit.commands import forget_addresses
from wiki.parts.communities.watching import watch
from wiki.parts.guests.watching import attend
from wiki.parts.moderation.reminding import remind
from wiki.parts.notices.commands import forget_read

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
NOTICES_LAST = timedelta(days=180)  # once they are read


class Upkeep:
    """Asked as often as one likes, it does its work at once and then a day after the last time. Several workers may
    each have one: what another has forgotten is not there any more."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._settings = database, settings
        self._done_at: datetime | None = None
        self._reminded_at: datetime | None = None

    def __call__(self) -> None:
        now = clock.now()
        self._remind(now)
        if self._done_at is not None and now - self._done_at < DAY:
            return
        self._done_at = now  # also when it fails: what hinders it would hinder it again in a moment
        with self._database.writing() as session:
            sessions.purge(session, self._settings.auth.sessions, now)
            attempts.purge(session, self._settings.auth.attempts, now)
            forget_addresses(session, self._settings.journal.address_days)
            forget_read(session, now - NOTICES_LAST)
            session.commit()
        with self._database.writing() as session:
            watch(session, now, settings=self._settings.communities)
            session.commit()
        with self._database.writing() as session:
            attend(session, now, settings=self._settings.guests)
            session.commit()

    def _remind(self, now: datetime) -> None:
        if self._reminded_at is not None and now - self._reminded_at < HOUR:
            return
        self._reminded_at = now
        with self._database.writing() as session:
            remind(session)
            session.commit()
