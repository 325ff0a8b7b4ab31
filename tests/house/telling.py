"""Types commands in one fresh process and prints what each says: `python -m tests.house.telling`, command lines as
JSON on the standard input. The language of the command line is chosen when a process begins."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import click
from click.testing import CliRunner

from wiki.cli.main import main

WIDE = 10_000  # columns: a sentence stays on its line


def every_help(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The command line that asks for help, for each command there is."""
    yield (*words, "--help")
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from every_help(inner, (*words, name))


def told(words: tuple[str, ...]) -> tuple[str, int, str]:
    """The command line, its exit code and all that it says."""
    outcome = CliRunner().invoke(main, words, terminal_width=WIDE, max_content_width=WIDE)
    if outcome.exception is not None and not isinstance(outcome.exception, SystemExit):
        raise outcome.exception
    return " ".join(words), outcome.exit_code, outcome.output


if __name__ == "__main__":
    lines = [tuple(line) for line in json.load(sys.stdin)]
    json.dump([told(words) for words in (*every_help(main), *lines)], sys.stdout)
