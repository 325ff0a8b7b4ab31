"""The shape of the house: who may import whom, what files are called, what each module says of itself."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("wiki", "search", "auth")
MODULES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "migrations/versions" not in path.as_posix() and "shipped" not in path.parts
)
KINDS = sorted(path for path in (ROOT / "wiki/kinds").iterdir() if (path / "kind.py").exists())

# Files that the folder of a kind has: what it is, its tables, what may be done, how it is asked, changed and shown.
A_KIND_HAS = ("kind", "models", "events", "rules", "queries", "commands", "documents", "forms", "views")
# Names that say nothing of what is inside.
SAYS_NOTHING = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "manager",
    "managers",
    "misc",
    "stuff",
    "tools",
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_floors_and_doors_of_the_house_are_kept() -> None:
    """The contracts of pyproject.toml: who may import whom."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as run; run()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[done.stdout.find("Broken contracts") :]


@pytest.mark.parametrize("folder", KINDS, ids=lambda path: path.name)
def test_a_kind_has_the_files_that_every_kind_has(folder: Path) -> None:
    held = {path.stem for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert set(A_KIND_HAS) <= held, f"missing: {set(A_KIND_HAS) - held}"


def test_no_name_says_nothing() -> None:
    vague = [name_of(path) for path in MODULES if {path.stem, path.parent.name} & SAYS_NOTHING]
    assert not vague


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_says_in_one_line_what_it_is_for(package: str) -> None:
    for path in MODULES:
        if path.relative_to(ROOT).parts[0] == package:
            docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
            assert docstring, f"{name_of(path)} says nothing"
            assert (
                docstring.splitlines()[0].rstrip().endswith((".", "…", ":"))
                or len(docstring.splitlines()) > 1
            ), f"{name_of(path)}: {docstring!r} is not a sentence"


def test_nothing_is_left_to_be_done_in_the_code() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "HACK")
    files = [
        *MODULES,
        *sorted((ROOT / "wiki/static/js").glob("*.js")),
        *sorted((ROOT / "templates").rglob("*.html")),
    ]
    left = [
        f"{name_of(path)}: {mark}"
        for path in files
        for mark in marks
        if mark in path.read_text(encoding="utf-8").split()
    ]
    assert not left


def test_imports_stand_at_the_top_of_the_file() -> None:
    """But for what costs time that most commands need not spend: each says so beside it."""
    below = []
    for path in MODULES:
        lines = path.read_text(encoding="utf-8").splitlines()
        for node in ast.walk(ast.parse("\n".join(lines))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                below += [
                    f"{name_of(path)}:{inner.lineno}"
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Import | ast.ImportFrom)
                    and not any("#" in line for line in lines[node.lineno : inner.lineno])
                ]
    assert not below


def test_guests_and_commands_never_commit() -> None:
    """The front of a request, the worker and the command line decide when a transaction ends, and nobody below."""
    may_commit = (
        "wiki/web/",
        "wiki/worker.py",
        "wiki/upkeep.py",  # a part of the worker's day
        "wiki/cli/",
        "wiki/backup/",  # replaces the whole database, in no request
        "search/engines/",  # an index commits its own files
    )
    commits = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        if not name_of(path).startswith(may_commit)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert not commits
