"""A site that sends its e-mail through a real server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from tests import mail
from tests.factories import Cast
from tests.mail import Box
from tests.wiki.communities.founding import founded
from tests.wiki.guests.hosting import Hosting
from wiki.config import MailSettings, ServerSettings, Settings


@pytest.fixture
def box() -> Iterator[Box]:
    with mail.running() as running:
        yield running


@pytest.fixture
def settings(settings: Settings, box: Box) -> Settings:
    sends: dict[str, Any] = {
        "mail": MailSettings(**box.settings),
        "server": ServerSettings(url="https://relais.exemple.gouv.qc.ca"),
    }
    return settings.model_copy(update=sends)


@pytest.fixture
def place(app: Flask, cast: Cast, box: Box) -> Hosting:
    """A community that Bob and Alice animate and Charlie sponsors, where nobody is a guest yet."""
    return Hosting(app, cast, box, founded(cast, joining="invitation"))
