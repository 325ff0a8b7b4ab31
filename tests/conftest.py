"""What every test may ask for: a database of its own, a site around it, and the cast."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings
from pydantic import SecretStr

from auth.settings import AuthSettings, PasswordSettings
from tests.databases import Databases, postgres_databases, sqlite_databases
from tests.factories import Cast, make_cast
from tests.visitor import Visitor, Visitors
from wiki.app import Site, assemble, create_app
from wiki.config import Settings
from wiki.features.discovery import indexing

# How long an example takes says how busy the machine is.
hypothesis_settings.register_profile("here", deadline=None)
hypothesis_settings.load_profile("here")

# As light as argon2 allows: tests sign in hundreds of times.
QUICK = PasswordSettings(time_cost=1, memory_kib=8, parallelism=1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="The database that every test runs on; a real server is started for PostgreSQL.",
    )


@pytest.fixture(scope="session")
def databases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Databases]:
    """Makes empty databases at the newest schema, each for one test."""
    folder = tmp_path_factory.mktemp("databases")
    chosen = request.config.getoption("--database")
    with (postgres_databases if chosen == "postgresql" else sqlite_databases)(folder) as made:
        yield made


@pytest.fixture
def settings(databases: Databases, tmp_path: Path) -> Settings:
    return Settings(
        data=tmp_path,
        database_url=databases.new(),
        secret_key=SecretStr("for tests alone, and long enough"),
        auth=AuthSettings(passwords=QUICK),
    )


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    """The site, with an empty database and an empty index."""
    made = assemble(settings)
    with made.database.reading() as session:
        indexing.rebuild(session, made.engine)
    yield made
    made.engine.close()
    made.database.close()


@pytest.fixture
def app(site: Site) -> Flask:
    made = create_app(site)
    made.testing = True
    return made


@pytest.fixture
def cast(site: Site) -> Cast:
    """Dana stewards the space, Bob writes there, Alice reads; Charlie belongs elsewhere, Gaëlle is a guest."""
    return make_cast(site)


@pytest.fixture
def visitors(app: Flask, cast: Cast) -> Visitors:
    """Browsers, signed in as the cast: `visitors.bob.get(…)`."""
    return Visitors(app, cast)


@pytest.fixture
def stranger(app: Flask) -> Visitor:
    """Nobody is signed in."""
    return Visitor(app)
