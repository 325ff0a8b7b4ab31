"""The operator at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.databases import Databases
from tests.wiki.operator import Operator


@pytest.fixture
def relais(databases: Databases, tmp_path: Path) -> Operator:
    """Types `relais …` on a site of their own, which is empty."""
    return Operator(tmp_path / "data", databases.new())
