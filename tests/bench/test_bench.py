"""The bench itself, on a site of a few dozen pages: it measures what it says, whatever the time it takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.client import drive
from bench.goals import GOALS
from bench.load import Load, load
from bench.measures import NAMES
from bench.measures import page as pages
from bench.prose import Library, NoProse, Prose, read, write
from bench.report import Report
from bench.round import Pace
from bench.run import Options, run
from bench.server import bare_sync
from bench.timing import percentile

SIZE = 40
BRISK = Pace(
    load=0.2, requests=3, saves=3, editing=0.5, findable=1, starts=1, imported=5, topics=30, people=200
)

SECTIONS = "\n\n".join(
    f"## Règle {number}\n\nL’inspection numéro {number} précède le permis. Voir [[regle-{number}|la règle]]."
    for number in range(12)
)
WORDS = [
    Prose(
        f"regle-{number}",
        f"Règlement numéro {number} sur les permis d’abattage",
        f"lois/{number % 3}",
        f"# Règlement\n\n{SECTIONS}",
    )
    for number in range(20)
]


@pytest.fixture
def words(tmp_path: Path) -> Path:
    """A file of prose."""
    file = tmp_path / "pages.jsonl"
    write(file, WORDS)
    return file


def test_every_measure_finds_something(words: Path, tmp_path: Path) -> None:
    """One whole run: real servers, real browsers, every figure that a goal is about."""
    terms = tmp_path / "terms.jsonl"
    terms.write_text(json.dumps({"term": "règlement numéro 7", "slug": "regle-7"}) + "\n", encoding="utf-8")
    report = Report(quiet=True)
    run(Options(words, terms, (SIZE,), NAMES, BRISK, tmp_path / "kept"), report)

    found = {figure.what: figure.values for figure in report.figures}
    several_sizes = {"page of 5 kB, against the smallest site"}
    missing = {goal.what for goal in GOALS} - set(found) - several_sizes
    assert not missing
    assert not {what: values for what, values in found.items() if values.get("errors")}, report.warnings
    assert found["eight editors, the same page"]["lost"] == 0
    assert found["found first"]["quality"] == 1
    assert found["statements: page"]["statements"] > 0
    assert not [file for file in (tmp_path / "kept").iterdir() if file.name.startswith("run-")]


def test_a_site_is_made_once(words: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--pages", str(words), "--sizes", "12", "--only", "statements", "--kept", str(tmp_path / "kept")]
    figures = tmp_path / "figures.json"

    assert main([*asked, "--json", str(figures)]) == 0
    assert "12 of 12 pages made" in capsys.readouterr().out
    assert json.loads(figures.read_text(encoding="utf-8"))["figures"]

    assert main(asked) == 0
    again = capsys.readouterr().out
    assert "pages made" not in again
    assert "reached statements: page" in again


def test_what_is_asked_wrongly_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["--only", "page,nonsense"])
    assert "no such measure: nonsense" in capsys.readouterr().err

    empty = tmp_path / "empty.jsonl"
    empty.touch()
    assert main(["--pages", str(empty), "--kept", str(tmp_path)]) == 1
    assert "There is no prose" in capsys.readouterr().err


def test_pages_are_recombined(words: Path) -> None:
    """More than the file has, each with a title of its own, and as long as asked."""
    library = Library(read(words))
    made = list(library.pages(50))
    titles = [page.title.casefold() for page in made]
    assert len(made) == len(set(titles)) == 50
    assert "[[Règlement numéro 7 sur les permis d’abattage|la règle]]" in made[0].markdown
    assert len(library.page_of(50_000).markdown.encode()) == pytest.approx(50_000, rel=0.06)


def test_an_empty_file_is_no_prose(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    with pytest.raises(NoProse):
        read(empty)


def test_load_is_made_with_wrk_or_without() -> None:
    """Both say the same of the same server; ours opens again what sync workers close."""
    with bare_sync() as server:
        ours = drive(server.port, 3, 0.3, ["/", "/absent"], "a=b")
        loads = [load(server, ["/"], at_once=2, seconds=seconds) for seconds in (0.3, 1)]
    assert ours["requests"] > 1
    assert abs(ours["refused"] - ours["requests"] / 2) <= 3
    assert ours["broken"] == 0
    assert all(made.requests > 0 and made.errors == 0 for made in loads)


def test_a_bare_server_that_drifts_is_told() -> None:
    steady, slow = (Load(rate, 1.0, 0.001, 0.002, 0, 0, 0.0003) for rate in (1000, 500))
    assert pages.drift(steady, steady) == 0
    assert pages.drift(steady, slow) > pages.STEADY


@pytest.mark.parametrize(("percent", "expected"), [(50, 2), (95, 4), (100, 4), (1, 1)])
def test_percentiles(percent: float, expected: int) -> None:
    assert percentile([4, 1, 3, 2], percent) == expected
    assert percentile([], percent) == 0
