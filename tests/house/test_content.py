"""The words of content/: both languages say the same things, everything named exists, French is set as in Québec."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from tests.house.routes import application
from wiki.cli.main import main
from wiki.config import Settings
from wiki.markup import render, split_front_matter
from wiki.translations.typography import faults

CONTENT = Path(__file__).parents[2] / "content"
TEXTS = sorted(CONTENT.rglob("*.md"))
TRANSLATED = ("help", "rules", "starters", "communities")
FRENCH = [path for path in TEXTS if "en" not in path.parts and "language: en" not in path.read_text("utf-8")]

_FENCE = re.compile(r"^(`{3,})[^`\n]*\n(.*?)^\1$", re.DOTALL | re.MULTILINE)
_TYPED = re.compile(r"https?://\S+|\]\([^)]*\)|`[^`]*`|\{lang=\w+\}|^ *:?-+:? *$")
_TITLED = re.compile(r'^!!! \w+ "(.+)"$', re.MULTILINE)


def name_of(path: Path) -> str:
    return path.relative_to(CONTENT).as_posix()


def prose(source: str) -> Iterator[str]:
    """The lines of a text as they are read: without code, addresses and the marks that stand at their ends."""
    body = _TITLED.sub(r"\1", _FENCE.sub("", split_front_matter(source)[1]))
    for line in body.splitlines():
        marked = re.sub(r"^\s*(?:[-*>]|\d+\.|:(?= )|\[\^\d+\]:|:::.*)?\s*", "", line)
        yield from (_TYPED.sub("x", cell).strip(" ") for cell in re.split(r"(?<!\\)\|", marked))


def commands(path: Path) -> Iterator[str]:
    for _, block in _FENCE.findall(path.read_text(encoding="utf-8")):
        yield from re.findall(r"^relais (.+)$", block, re.MULTILINE)


@pytest.mark.parametrize("section", TRANSLATED)
def test_both_languages_have_the_same_texts_with_the_same_heads_and_sections(section: str) -> None:
    french, english = (
        {path.name: path.read_text(encoding="utf-8") for path in (CONTENT / section / language).glob("*.md")}
        for language in ("fr", "en")
    )
    assert french.keys() == english.keys()
    for name in french:
        heads = [yaml.safe_load(split_front_matter(text)[0]) for text in (french[name], english[name])]
        assert heads[0].keys() == heads[1].keys(), name
        assert [heads[0].get(key) for key in ("order", "group", "kind")] == [
            heads[1].get(key) for key in ("order", "group", "kind")
        ], name
        shapes = [
            [heading.level for heading in render(text).contents] for text in (french[name], english[name])
        ]
        assert shapes[0] == shapes[1], name


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_every_text_can_be_rendered(path: Path) -> None:
    assert render(path.read_text(encoding="utf-8")).complete


@pytest.mark.parametrize("path", FRENCH, ids=name_of)
def test_french_is_set_as_in_quebec(path: Path) -> None:
    wrong = [
        f"{cell!r}: {fault}" for cell in prose(path.read_text(encoding="utf-8")) for fault in faults(cell)
    ]
    assert not wrong


def test_the_test_of_typography_sees_faults() -> None:
    for words in ("l'eau", "Oui : non", "« oui »", "Vraiment ?", "deux  espaces", '"oui"'):
        assert any(True for cell in prose(words) for _ in faults(cell)), words
    for words in ("`l'eau`", '```\nl\'eau : "x"\n```\n', "[x](http://a'b)", "| a | b |", "Terme\n: sens"):
        assert not any(True for cell in prose(words) for _ in faults(cell)), words


@pytest.mark.parametrize("path", [path for path in TEXTS if path.parts[-3] in TRANSLATED], ids=name_of)
def test_every_address_of_the_site_that_is_named_exists(path: Path) -> None:
    adapter = application().url_map.bind("example.org")
    for address in re.findall(r"\]\((/[^)#]*)", path.read_text(encoding="utf-8")):
        endpoint, values = adapter.match(address)
        if endpoint == "help.page":
            assert (path.parents[1] / path.parent.name / f"{values['subject']}.md").exists(), address


@pytest.mark.parametrize("path", sorted((CONTENT / "help").rglob("*.md")), ids=name_of)
def test_every_command_and_setting_that_help_names_exists(path: Path) -> None:
    for typed in commands(path):
        words = shlex.split(typed)
        command: click.Command = main
        context = click.Context(main)
        while isinstance(command, click.Group):
            command = command.commands[words.pop(0)]
            context = click.Context(command, parent=context)
        _, left, _ = command.make_parser(context).parse_args(words)
        assert not left, typed
    for setting in re.findall(r"(?:paramètre|setting) `(\w+)`", path.read_text(encoding="utf-8")):
        assert setting in Settings.model_fields
