"""The world of the rules: one that is only read, shared by a module, and one of its own for a test that writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Databases
from tests.house.world import World, make_world, world_like


@pytest.fixture(scope="session")
def first_world(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Made once, everybody signed in, and closed: the others are copies of it."""
    made = make_world(databases.new(), tmp_path_factory.mktemp("world"))
    assert made.tokens
    made.close()
    return made


@pytest.fixture(scope="module")
def world(
    databases: Databases, first_world: World, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Shared: tests only read in it."""
    with databases.one(like=first_world.site.settings.database) as url:
        made = world_like(first_world, url, tmp_path_factory.mktemp("world"))
        yield made
        made.close()


@pytest.fixture
def own_world(databases: Databases, first_world: World, tmp_path: Path) -> Iterator[World]:
    """For one test, which may write in it."""
    with databases.one(like=first_world.site.settings.database) as url:
        made = world_like(first_world, url, tmp_path)
        yield made
        made.close()
