"""The site speaks English here: what is said to people is compared as the source writes it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.factories import Cast
from tests.wiki.forum.talking import Talk
from wiki import clock
from wiki.config import Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"language": "en-CA"})


@pytest.fixture
def talk(cast: Cast) -> Talk:
    """What people say to each other, without a browser."""
    return Talk(cast)


class Clock:
    """The time of the site, which a test moves on."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return _NOW() + self.ahead

    def later(self, **length: float) -> None:
        self.ahead += timedelta(**length)


_NOW = clock.now


@pytest.fixture
def hour(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock: `hour.later(minutes=6)`."""
    made = Clock()
    monkeypatch.setattr(clock, "now", made.now)
    return made
