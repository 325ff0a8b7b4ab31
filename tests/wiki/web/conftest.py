"""Sites that are set in one way or another, each with the cast."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from tests.factories import make_cast
from wiki.app import Site, assemble, create_app
from wiki.config import ServerSettings, Settings
from wiki.features.discovery import indexing

Open = Callable[..., Flask]


@pytest.fixture
def open_app(settings: Settings) -> Iterator[Open]:
    """Makes the program with these settings of the server, over the test's database, with its cast."""
    opened: list[Site] = []

    def make(**server: Any) -> Flask:
        site = assemble(settings.model_copy(update={"server": ServerSettings(**server)}))
        opened.append(site)
        with site.database.reading() as session:
            indexing.rebuild(session, site.engine)
        make_cast(site)
        app = create_app(site)
        app.testing = True
        return app

    yield make
    for site in opened:
        site.engine.close()
        site.database.close()
