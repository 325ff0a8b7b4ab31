"""The command line speaks one language: what it offers, asks, shows and refuses (part 11; M-28, Q-2)."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house.test_words import WRITTEN, only_in
from tests.wiki.operator import SECRET
from wiki.access.roles import ROLES
from wiki.parts.spaces.models import VISIBILITIES
from wiki.translations.catalogues import ENGLISH, FRENCH

ROOT = Path(__file__).parents[2]

REFUSALS = (
    ("serve", "--port", "x"),
    ("serve", "--port", "70000"),
    ("serve", "--colour"),
    ("srve",),
    ("import", "markdown"),
    ("import", "markdown", "/absent", "--space", "a"),
    ("import", "markdown", "tests"),
    ("import", "markdown", "docs", "--space", "absent"),
    ("import", "jsonl", "docs", "--space", "a"),
    ("restore", "README.md"),
    ("restore", "/absent"),
    ("backup", "/absent/there.tar.gz"),
    ("backup", "README.md"),
    ("search",),
    ("search", "*"),
    ("search", "--as", "nobody", "x"),
    ("search", "--from", "/absent"),
    ("search", "x", "--limit", "0"),
    ("directory", "sync"),
    ("space", "show", "absent"),
    ("space", "open"),
    ("space", "open", "A", "--visibility", "all"),
    ("space", "open", "B", "--language"),
    ("space", "member", "a", "b"),
    ("space", "member", "a", "b", "king"),
    ("user", "add", "zoe", "--name", "Zoé", "--until", "soon"),
    ("user", "add", "zoe", "--name", "Zoé"),
    ("user", "disable", "nobody"),
    ("user", "list", "un", "deux"),
    ("import", "jsonl", "{folder}/lines.jsonl", "--space", "essais"),
    ("import", "markdown", "{folder}", "--space", "essais"),
    ("import", "jsonl", "{folder}/cut.gz", "--space", "essais"),
)
WORK = (
    ("init",),
    ("space", "open", "Essais", "--visibility", "secret"),
    ("space", "member", "essais", "members", "functional"),
    ("space", "show", "essais"),
    ("space", "list"),
    ("space", "member", "essais", "members", "--remove"),
    ("config",),
    ("directory", "check"),
    ("check",),
    ("reindex",),
    ("search", "essais"),
    ("permissions",),
    ("migrate",),
    ("user", "list"),
    ("demo",),
    ("demo", "--accounts"),
    ("import", "markdown", "docs/decisions", "--space", "essais", "--dry-run"),
)

# Small words that no French sentence has. What is typed as it is in every language is left out first.
SMALL_WORDS = re.compile(
    r"\b(the|of|is|are|not|with|for|this|that|and|there|no|must|cannot|from|by|to|its|it|than|should|or|given)\b",
    re.IGNORECASE,
)
TYPED = re.compile(r"`[^`]*`|--[\w-]+|\[[^\]]*\||\S*[/_|=]\S*|\S+\.(?:md|toml)|\(\w+\)|« [^»]* »|^#.*")
ENGLISH_NAMES = re.compile(r"\b(TEXT|INTEGER|RANGE|FILENAME|ARGS|COMMAND|FOLDER|USERNAME|QUERY|WHO)\b")


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of somebody who types on an empty site of their own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RELAIS_")}
    data = tmp_path_factory.mktemp("commands")
    _bad_sources(data / "sources")
    return {
        **kept,
        "RELAIS_DATA": str(data / "data"),
        "RELAIS_SECRET_KEY": SECRET,
        "RELAIS_AUTH__PASSWORDS": json.dumps({"time_cost": 1, "memory_kib": 8, "parallelism": 1}),
        "SOURCES": str(data / "sources"),
    }


def _bad_sources(folder: Path) -> None:
    """What cannot be imported, each for another reason."""
    folder.mkdir()
    lines = ["{", "[]", '{"slug": "a"}', "9" * 9999, "[" * 99999]
    (folder / "lines.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "cut.gz").write_bytes(gzip.compress(b"{}\n" * 999)[:-9])
    for number, head in enumerate(("a: [", "date: 2026-02-31", "date: hier", "- a", "a: \x01")):
        (folder / f"{number}.md").write_text(f"---\n{head}\n---\n", encoding="utf-8")
    (folder / "latin.md").write_bytes("---\ntitle: é\n---\n".encode("latin-1"))


def _speaking(operator: dict[str, str], language: str) -> tuple[tuple[str, str], ...]:
    """The same person, with a site of their own in each language."""
    return tuple(
        {**operator, "LANGUAGE": language, "RELAIS_DATA": f"{operator['RELAIS_DATA']}-{language}"}.items()
    )


@cache
def _told(environment: tuple[tuple[str, str], ...]) -> list[tuple[str, int, str]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.house.telling"],
        input=json.dumps([*WORK, *REFUSALS]).replace("{folder}", dict(environment)["SOURCES"]),
        cwd=ROOT,
        env=dict(environment),
        text=True,
        capture_output=True,
        check=True,
    )
    return [(words, code, text) for words, code, text in json.loads(done.stdout)]


def _pieces(text: str) -> Iterator[str]:
    """The columns of each line, and what stands in its brackets."""
    for line in text.splitlines():
        for piece in re.split(r" {2,}|: | : |\[|\]|; ", line):
            if piece.strip():
                yield piece.strip()


def _said(operator: dict[str, str], language: str) -> Iterator[tuple[str, str]]:
    """Each piece of what is said in this language, after the command that says it; not what is typed or written."""
    told = _told(_speaking(operator, language))
    names = {name for words, _, _ in told for name in words.split()} | {*WRITTEN, *VISIBILITIES, *ROLES}
    for words, _, text in told:
        yield from ((f"relais {words}", piece) for piece in _pieces(text) if piece not in names)


def test_in_french_no_command_says_a_word_of_english(operator: dict[str, str]) -> None:
    english = only_in(ENGLISH)
    assert not [
        (words, piece)
        for words, piece in _said(operator, "fr")
        if english.fullmatch(piece) or SMALL_WORDS.search(TYPED.sub("", piece)) or ENGLISH_NAMES.search(piece)
    ]


def test_in_english_no_command_says_a_word_of_french(operator: dict[str, str]) -> None:
    french = only_in(FRENCH)
    assert not [(words, piece) for words, piece in _said(operator, "en") if french.fullmatch(piece)]


def test_what_is_refused_says_so_and_fails(operator: dict[str, str]) -> None:
    told = {words: (code, text) for words, code, text in _told(_speaking(operator, "fr"))}
    for words in REFUSALS:
        code, text = told[" ".join(words).replace("{folder}", operator["SOURCES"])]
        assert code in (1, 2), words
        assert text.strip(), words
    for words in WORK:
        assert told[" ".join(words)][0] == 0, told[" ".join(words)]
