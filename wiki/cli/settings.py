"""The settings in force, as a file that could have set them."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from wiki import config as settings_of
from wiki.cli.language import _
from wiki.config import Settings


@click.command(help=_("Print the settings in force, without secrets, and where each comes from."))
def config() -> None:
    for line in as_toml(settings_of.load()):
        click.echo(line)


def as_toml(settings: Settings) -> Iterator[str]:
    """Lines of TOML, each setting with its origin. Secrets are stars."""
    yield from _table(settings_of.effective(settings), (), _Origins())


class _Origins:
    """Where a setting comes from: a variable, the file, or nowhere."""

    def __init__(self) -> None:
        self._file = settings_of.config_file(os.environ)
        self._told: Mapping[str, Any] = _content(self._file) if self._file is not None else {}

    def of(self, keys: tuple[str, ...]) -> str:
        for length in range(1, len(keys) + 1):
            variable = settings_of.PREFIX + "__".join(keys[:length]).upper()
            if variable in os.environ:
                return variable
        return str(self._file) if self._in_file(keys) else _("default")

    def _in_file(self, keys: tuple[str, ...]) -> bool:
        told: Any = self._told
        for key in keys:
            if not isinstance(told, Mapping) or key not in told:
                return False
            told = told[key]
        return True


def _content(file: Path) -> Mapping[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _table(values: Mapping[str, Any], keys: tuple[str, ...], origins: _Origins) -> Iterator[str]:
    tables = {name: value for name, value in values.items() if isinstance(value, Mapping)}
    if keys and len(tables) < len(values):
        yield ""
        yield f"[{'.'.join(keys)}]"
    for name, value in values.items():
        if name not in tables:
            yield f"{name} = {_written(value)}  # {origins.of((*keys, name))}"
    for name, table in tables.items():
        yield from _table(table, (*keys, name), origins)


def _written(value: Any) -> str:
    """Text, numbers and truths are written in TOML as in JSON; what has several parts in a list stands on its line."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_written(part)}" for name, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
