"""`relais search` answers as the person would be answered (part 8; S rows)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.wiki.importing.sources import GUIDE, jsonl
from tests.wiki.operator import Operator
from tests.wiki.people import PASSWORD


@pytest.fixture
def inspection(relais: Operator, tmp_path: Path) -> Operator:
    """A members-only space with pages in it; Alice reads there, Charlie does not."""
    relais("space", "open", "Inspection", "--visibility", "members")
    relais("import", "jsonl", jsonl(tmp_path / "guide.jsonl", GUIDE), "--space", "inspection")
    for username in ("alice", "charlie"):
        relais("user", "add", username, "--name", username.title(), typed=PASSWORD)
    relais("space", "member", "inspection", "alice", "consultation")
    return relais


def test_each_query_has_one_line_of_json(inspection: Operator, tmp_path: Path) -> None:
    asked = tmp_path / "asked.txt"
    asked.write_text("temperature\n\nrien de tel ici\nab*\nLEXIQUE\n", encoding="utf-8")
    outcome = inspection("search", "--from", asked, "--json")
    told = [json.loads(each) for each in outcome.stdout.splitlines()]
    assert [each["query"] for each in told] == ["temperature", "rien de tel ici", "ab*", "LEXIQUE"]
    hit = told[0]["hits"][0]
    assert (hit["kind"], hit["title"], hit["source_slug"]) == ("page", "Abattoir", "abattoir")
    assert hit["url"] == "/inspection/abattoir"
    assert hit["score"] > 0
    assert told[0]["total"] == len(told[0]["hits"])
    assert told[1]["total"] == 0
    assert (told[2]["hits"], "“ab*”" in told[2]["error"]) == ([], True)
    assert "error" not in told[3]


def test_a_query_alone_that_cannot_be_understood_is_refused(inspection: Operator) -> None:
    assert "“ab*”" in inspection("search", "ab*", code=1).stderr
    inspection("search", code=2)


def test_without_json_hits_are_a_list_for_people(inspection: Operator) -> None:
    lines = inspection("search", "temperature", "--limit", "1").stdout.splitlines()
    assert len(lines) == 2
    assert lines[1].endswith("Abattoir  /inspection/abattoir")


def test_as_somebody_shows_what_they_may_read_and_no_more(inspection: Operator) -> None:
    assert inspection.found("temperature", "--as", "alice")["total"] == 1
    assert inspection.found("temperature", "--as", "charlie") == {
        "query": "temperature",
        "total": 0,
        "hits": [],
    }
    assert "nobody-here" in inspection("search", "x", "--as", "nobody-here", code=1).stderr


def test_an_index_that_was_thrown_away_is_built_anew(inspection: Operator) -> None:
    for file in (inspection.data / "index").rglob("*"):
        if file.is_file():
            file.unlink()
    assert "relais reindex" in inspection("search", "temperature", code=1).stderr
    assert inspection("reindex").stdout.startswith("5 ")
    assert inspection.found("temperature")["total"] == 1
