"""Both engines, and documents of a few words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search.engines.base import Engine
from search.engines.memory import MemoryEngine
from search.engines.whoosh import WhooshEngine

Make = Callable[[], Engine]


@pytest.fixture(params=["memory", "whoosh"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty index, once in memory and once on disk."""
    made: Engine = MemoryEngine() if request.param == "memory" else WhooshEngine(tmp_path / "index")
    made.rebuild(())
    yield made
    made.close()


@pytest.fixture
def index_folder(tmp_path: Path) -> Path:
    """Where a Whoosh index of a test stands."""
    return tmp_path / "index"
