"""What every test may ask for: a database of its own, a site around it, and the cast."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings
from pydantic import SecretStr
from sqlalchemy import create_engine

from auth.settings import AuthSettings, PasswordSettings
from tests.compiled import KnownRule, Statements, Templates
from tests.databases import Databases, postgres_databases, sqlite_databases
from tests.factories import Cast, make_cast
from tests.rehearsed import Rehearsed
from tests.visitor import Visitor, Visitors
from wiki import db
from wiki.app import Relais, Site, assemble, create_app
from wiki.config import Settings
from wiki.features.discovery import indexing

# How long an example takes says how busy the machine is.
hypothesis_settings.register_profile("here", deadline=None)
hypothesis_settings.load_profile("here")

# Thousands of programs are put together in one process, all of the same templates, routes and statements.
Relais.jinja_options = {"bytecode_cache": Templates()}
Relais.url_rule_class = KnownRule
db.create_engine = partial(create_engine, execution_options={"compiled_cache": Statements()})

# As light as argon2 allows: tests sign in hundreds of times.
QUICK = PasswordSettings(time_cost=1, memory_kib=8, parallelism=1)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="The database that every test runs on; a real server is started for PostgreSQL.",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What never asks the database is not asked twice: it is in the run on SQLite, which has everything."""
    if config.getoption("--database") == "postgresql":
        told = [item for item in items if "databases" not in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=told)
        items[:] = [item for item in items if item not in set(told)]


@pytest.fixture(scope="session")
def databases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Databases]:
    """Makes empty databases at the newest schema, each for one test."""
    if request.config.getoption("--database") == "postgresql":
        with postgres_databases() as made:
            yield made
    else:
        with sqlite_databases(tmp_path_factory.mktemp("databases")) as made:
            yield made


@pytest.fixture(scope="session")
def rehearsed(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    """The site with its cast, made once: most tests begin with a copy of it."""
    site = assemble(_settings(tmp_path_factory.mktemp("rehearsed"), databases.new()))
    with _open(site, None):
        cast = make_cast(site)
    return Rehearsed(site.settings, cast.ids, cast.space)


@pytest.fixture
def beginning(request: pytest.FixtureRequest) -> Rehearsed | None:
    """What this test begins with: the cast, when it asks for it; else nothing."""
    wanted: Rehearsed | None = None
    if "cast" in request.fixturenames:
        wanted = request.getfixturevalue("rehearsed")
    return wanted


@pytest.fixture
def settings(databases: Databases, beginning: Rehearsed | None, tmp_path: Path) -> Iterator[Settings]:
    with databases.one(like=beginning.settings.database if beginning else None) as url:
        yield _settings(tmp_path, url)


@pytest.fixture
def site(settings: Settings, beginning: Rehearsed | None) -> Iterator[Site]:
    """The site, with an empty database and an empty index; or with those of the cast."""
    made = assemble(settings)
    with _open(made, beginning):
        yield made


@pytest.fixture
def app(site: Site) -> Flask:
    made = create_app(site)
    made.testing = True
    return made


@pytest.fixture
def cast(site: Site, beginning: Rehearsed | None) -> Cast:
    """Dana stewards the space, Bob writes there, Alice reads; Charlie belongs elsewhere, Gaëlle is a guest."""
    return beginning.again(site) if beginning else make_cast(site)


@pytest.fixture
def visitors(app: Flask, cast: Cast) -> Visitors:
    """Browsers, signed in as the cast: `visitors.bob.get(…)`."""
    return Visitors(app, cast)


@pytest.fixture
def stranger(app: Flask) -> Visitor:
    """Nobody is signed in."""
    return Visitor(app)


def _settings(data: Path, database_url: str) -> Settings:
    return Settings(
        data=data,
        database_url=database_url,
        secret_key=SecretStr("for tests alone, and long enough"),
        auth=AuthSettings(passwords=QUICK),
    )


@contextmanager
def _open(site: Site, beginning: Rehearsed | None) -> Iterator[None]:
    if beginning is not None:
        beginning.lay_out(site)
    else:
        with site.database.reading() as session:
            indexing.rebuild(session, site.engine)
    yield
    site.engine.close()
    site.database.close()
