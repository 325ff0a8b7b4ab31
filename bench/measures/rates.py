"""Much at once, from the command line: an import, and a whole new index."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.datasets import SPACE
from bench.prose import Prose, write
from bench.round import Round
from bench.server import BESIDE_PYTHON, environment_of


def rates(round: Round) -> None:
    """`relais import jsonl` into an empty site, and `relais reindex` of this one."""
    with tempfile.TemporaryDirectory(dir=round.scratch) as folder:
        pages, data = round.prose[: round.pace.imported], Path(folder) / "data"
        took = import_pages(pages, data)
        round.report.add("import, then index", rate=len(pages) / took, took=took)
    took = relais(round.data, "reindex")
    round.report.add("reindex", rate=round.dataset.size / took, took=took)


def import_pages(pages: Sequence[Prose], data: Path) -> float:
    """Seconds that it takes to have these pages in a new site, and in its index."""
    file = data.with_suffix(".jsonl")
    write(file, pages)
    relais(data, "init")
    return relais(data, "import", "jsonl", str(file), "--space", SPACE, "--create-space")


def relais(data: Path, *arguments: str) -> float:
    """Seconds that the command takes on these data.

    :raises CalledProcessError: when it fails.
    """
    begun = time.perf_counter()
    subprocess.run(
        [str(BESIDE_PYTHON / "relais"), *arguments],
        cwd=data.parent,
        env=environment_of(data),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - begun
