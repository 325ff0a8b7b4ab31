"""The operator at the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Databases
from tests.wiki.operator import Operator


@pytest.fixture
def relais(databases: Databases, tmp_path: Path) -> Iterator[Operator]:
    """Types `relais …` on a site of their own, which is empty."""
    with databases.one() as url:
        yield Operator(tmp_path / "data", url)
