"""Compiles the catalogues into the wheel: they are not under version control, and without them nothing is French."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Catalogues(BuildHookInterface):
    """Found by hatchling, which calls it before it gathers the files and after."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        self._folder = TemporaryDirectory()
        for source in sorted((Path(self.root) / "wiki/translations").rglob("*.po")):
            language = source.parts[-3]
            compiled = Path(self._folder.name) / language
            with source.open("rb") as text, compiled.open("wb") as binary:
                write_mo(binary, read_po(text, locale=language))
            place = source.with_suffix(".mo").relative_to(self.root)
            build_data["force_include"][str(compiled)] = place.as_posix()

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        self._folder.cleanup()
