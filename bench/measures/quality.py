"""How well the search finds what people look for, through the program as it is: imported, indexed, asked."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.measures.rates import import_pages
from bench.prose import Prose
from bench.report import Report
from bench.search_quality import Score, rows
from bench.server import BESIDE_PYTHON, environment_of

LIMIT = 10  # hits that a person looks at


def quality(prose: Sequence[Prose], terms: Path, scratch: Path, report: Report) -> None:
    """Each term is asked; a page that it stands for should be among the first."""
    right = _right_slugs(terms)
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        data = Path(folder) / "data"
        import_pages(prose, data)
        score = Score()
        for term, found in _found(list(right), data):
            score.add(found, frozenset(right[term]))
    report.add("found first", quality=score.first / score.asked)
    report.add("found among the first five", quality=score.first_five / score.asked)
    report.add("MRR@10", quality=score.reciprocal / score.asked)
    report.add("nothing found", quality=score.empty / score.asked)


def _right_slugs(terms: Path) -> Mapping[str, set[str]]:
    """Term → the slugs of the pages that it stands for."""
    right: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows(terms):
        right[row["term"]].add(row["slug"])
    return right


def _found(terms: Sequence[str], data: Path) -> Iterator[tuple[str, list[str]]]:
    """Each term with the slugs of what is found, best first."""
    asked = subprocess.run(
        [str(BESIDE_PYTHON / "relais"), "search", "--from", "-", "--limit", str(LIMIT), "--json"],
        input="\n".join(terms) + "\n",
        cwd=data.parent,
        env=environment_of(data),
        capture_output=True,
        text=True,
        check=True,
    )
    for term, line in zip(terms, asked.stdout.splitlines(), strict=True):
        yield term, [hit["source_slug"] for hit in json.loads(line)["hits"]]
