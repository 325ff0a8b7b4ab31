"""What is installed is all that serves a site: code, words in both languages, templates, the demo (part 1)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from wiki.translations.catalogues import LOCALES

ROOT = Path(__file__).parents[2]


def test_the_wheel_holds_all_that_a_site_needs(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    held = set(ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    assert {f"wiki/translations/{locale}/LC_MESSAGES/messages.mo" for locale in LOCALES} <= held
    for folder, inside in (
        ("templates", "wiki/shipped/templates"),
        ("content", "wiki/shipped/content"),
        ("wiki/static", "wiki/static"),
        ("wiki/migrations/versions", "wiki/migrations/versions"),
    ):
        files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix != ".pyc"]
        assert files
        assert {f"{inside}/{path.relative_to(ROOT / folder).as_posix()}" for path in files} <= held
    assert not any(name.startswith(("tests/", "bench/")) for name in held)
