"""Much at once, from the command line: an import, and a whole new index."""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

from bench.prose import Library, write
from bench.round import Round
from bench.server import BESIDE_PYTHON, environment_of


def rates(round: Round) -> None:
    """`relais import jsonl` into an empty site, and `relais reindex` of this one."""
    with tempfile.TemporaryDirectory(dir=round.scratch) as folder:
        many, file, data = round.pace.imported, Path(folder) / "pages.jsonl", Path(folder) / "data"
        write(file, list(Library(round.prose).pages(many)))
        relais(data, "init")
        took = relais(data, "import", "jsonl", str(file), "--space", "mesures", "--create-space")
        round.report.add("import, then index", rate=many / took, took=took)
    took = relais(round.data, "reindex")
    round.report.add("reindex", rate=round.dataset.size / took, took=took)


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
