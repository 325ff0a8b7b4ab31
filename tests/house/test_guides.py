"""The guides of administrators say what the program does: each setting with its default, each command as typed."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_origin

import click
import pytest
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from wiki.cli.main import main
from wiki.config import Settings

ROOT = Path(__file__).parents[2]
GUIDES = ("docs/administrators.md", "docs/administrators.en.md")
WITH_COMMANDS = (*GUIDES, "README.md")

_HEADING = re.compile(r"### `\[(.+)\]`")
_ROW = re.compile(r"\| `(\w+)` \| (.+?) \| .+ \|")
_COMMAND = re.compile(r"^(?:\S+=\S+ )*(?:relaisctl|relais|\.venv/bin/relais) (.+)$")


def settings(model: type[BaseModel], keys: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Each setting by its whole name, with its default as a guide writes it."""
    for name, field in model.model_fields.items():
        inner = _section(field.annotation)
        if inner is not None:
            yield from settings(inner, (*keys, name))
        else:
            yield ".".join((*keys, name)), _written(field.get_default(call_default_factory=True))


def _section(annotation: Any) -> type[BaseModel] | None:
    if get_origin(annotation) is list:
        return None
    kinds = getattr(annotation, "__args__", (annotation,))
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)


def _written(default: object) -> str:
    if default is PydanticUndefined:
        return "required"
    if default is None:
        return "—"
    return "`" + json.dumps(default, default=_plain).replace("|", r"\|") + "`"


def _plain(value: object) -> str:
    """A path as it is typed, something of several parts by its key."""
    return str(getattr(value, "key", value))


def told(guide: str) -> Mapping[str, str]:
    """The settings of a guide's tables."""
    found, section = {}, ""
    for line in (ROOT / guide).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = _HEADING.match(line)
            section = f"{heading[1]}." if heading else ""
        elif row := _ROW.match(line):
            found[section + row[1]] = row[2].replace("obligatoire", "required")
    return found


@pytest.mark.parametrize("guide", GUIDES)
def test_each_setting_is_told_with_its_default(guide: str) -> None:
    assert told(guide) == dict(settings(Settings))


def commands(guide: str) -> Iterator[list[str]]:
    """The words of each command line in the guide's blocks of shell."""
    text = (ROOT / guide).read_text(encoding="utf-8")
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
        for line in block.splitlines():
            if typed := _COMMAND.match(line.strip()):
                yield shlex.split(typed[1].replace("$(date +%F)", "today"), comments=True)


@pytest.mark.parametrize("guide", WITH_COMMANDS)
def test_each_command_is_one_that_the_program_knows(guide: str) -> None:
    """With its options and its arguments: parsed as they would be, and not carried out."""
    lines = list(commands(guide))
    assert len(lines) > 5
    for words in lines:
        left, missing = parsed(list(words))
        assert not left, words
        assert not missing, words


def parsed(words: list[str]) -> tuple[list[str], list[str]]:
    """Of a command line, the words that the command does not know, and the arguments that it lacks."""
    command, context = _found(words)
    given, left, _ = command.make_parser(context).parse_args(list(words))
    wanted = [str(each.name) for each in command.params if each.required]
    return left, [name for name in wanted if not isinstance(given.get(name), str)]


def _found(words: list[str]) -> tuple[click.Command, click.Context]:
    """The command that the first words name, which are taken away."""
    command: click.Command = main
    context = click.Context(main)
    while isinstance(command, click.Group):
        command = command.commands[words.pop(0)]
        context = click.Context(command, parent=context)
    return command, context


def test_both_guides_have_the_same_sections() -> None:
    levels = [
        re.findall(r"^#+(?= )", (ROOT / guide).read_text(encoding="utf-8"), re.MULTILINE) for guide in GUIDES
    ]
    assert levels[0] == levels[1]


@pytest.mark.parametrize("guide", WITH_COMMANDS)
def test_what_is_named_in_toml_is_a_setting(guide: str) -> None:
    known = dict(settings(Settings))
    text = (ROOT / guide).read_text(encoding="utf-8")
    for block in re.findall(r"```toml\n(.*?)```", text, re.DOTALL):
        section = ""
        for line in block.splitlines():
            if heading := re.match(r"\[(.+)\]", line):
                section = f"{heading[1]}."
            elif key := re.match(r"(\w+) =", line):
                assert section + key[1] in known, line
