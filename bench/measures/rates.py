"""Much at once, from the command line: an import, and a whole new index."""

from __future__ import annotations

import resource
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bench.datasets import SPACE
from bench.prose import Prose, write
from bench.round import Round
from bench.server import BESIDE_PYTHON, environment_of


class Spent(NamedTuple):
    """Seconds that passed, and seconds of CPU."""

    seconds: float
    cpu: float


def rates(round: Round) -> None:
    """`relais import jsonl` into an empty site, and `relais reindex` of this one."""
    with tempfile.TemporaryDirectory(dir=round.scratch) as folder:
        pages, data = round.prose[: round.pace.imported], Path(folder) / "data"
        _tell(round, "import, then index", len(pages), import_pages(pages, data))
    _tell(round, "reindex", round.dataset.size, relais(round.data, "reindex"))


def _tell(round: Round, what: str, pages: int, spent: Spent) -> None:
    round.report.add(what, rate=pages / spent.seconds, took=spent.seconds, cpu=spent.cpu / pages)


def import_pages(pages: Sequence[Prose], data: Path) -> Spent:
    """What it takes to have these pages in a new site, and in its index."""
    file = data.with_suffix(".jsonl")
    write(file, pages)
    relais(data, "init")
    return relais(data, "import", "jsonl", str(file), "--space", SPACE, "--create-space")


def relais(data: Path, *arguments: str) -> Spent:
    """What the command takes on these data.

    :raises CalledProcessError: when it fails.
    """
    begun, before = time.perf_counter(), _cpu_of_children()
    subprocess.run(
        [str(BESIDE_PYTHON / "relais"), *arguments],
        cwd=data.parent,
        env=environment_of(data),
        check=True,
        capture_output=True,
    )
    return Spent(time.perf_counter() - begun, _cpu_of_children() - before)


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
