"""Help, terms of use, starters: words of the site that are not code, and that an organisation may replace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, cast

import yaml
from flask import Flask, current_app
from markupsafe import Markup

from wiki import config
from wiki.errors import NotFound, RelaisError
from wiki.markup import Heading, Rendered, render, resolve, split_front_matter
from wiki.registry import KINDS

EXTENSION = "relais-content"
LANGUAGES = ("fr", "en")
SECTIONS = ("help", "rules", "starters", "communities")


class NoContentFolder(RelaisError):
    """There is no folder %(folder)s, which the setting content names."""

    status = 500


class ContentUnreadable(RelaisError):
    """%(file)s cannot be used: write it in UTF-8, and give its title between two lines of three hyphens at its head."""

    status = 500


@dataclass(frozen=True)
class Text:
    """One file: what its head says of it, and its words in Markdown."""

    name: str  # that of the file, the same in every language
    language: str  # "fr" or "en"
    title: str
    body: str
    sentence: str = ""
    group: str = ""
    kind: str = ""  # of content: where this installation has none of it, the text says nothing true
    order: int = 0
    tags: tuple[str, ...] = field(default=())

    @property
    def html(self) -> Markup:
        """Its words as they are read. A wiki link leads nowhere: these are no pages."""
        return Markup(resolve(self._rendered.html, {}))  # noqa: S704 (sanitised)

    @property
    def contents(self) -> Sequence[Heading]:
        """Its sections."""
        return self._rendered.contents

    @cached_property
    def _rendered(self) -> Rendered:
        """Made at the first reading, and kept."""
        return render(self.body, language=self.language)


Texts = Mapping[str, Text]  # by name, in the order in which lists show them


class Content:
    """All texts, by section and language."""

    def __init__(self, found: Sequence[tuple[str, Text]]) -> None:
        """:param found: texts with their sections; a later one takes the place of an earlier one of its name."""
        texts: dict[tuple[str, str], dict[str, Text]] = {}
        for section, text in found:
            if not text.kind or text.kind in KINDS:
                texts.setdefault((section, text.language), {})[text.name] = text
        self._texts = {key: _in_order(named) for key, named in texts.items()}

    def texts(self, section: str, language: str) -> Texts:
        """Those of one section, in the language of a tag such as "fr-CA"."""
        return self._texts.get((section, language[:2]), {})

    def text(self, section: str, name: str, language: str) -> Text:
        """The text in this language, or else in the other one.

        :raises NotFound: when there is none.
        """
        for tried in (language[:2], *LANGUAGES):
            if name in self.texts(section, tried):
                return self.texts(section, tried)[name]
        raise NotFound


def init_app(app: Flask, own: Path | None) -> None:
    """:param own: the organisation's folder, arranged as ours is.

    :raises NoContentFolder, ContentUnreadable: when it cannot be used.
    """
    found = list(_shipped(config.content_folder()))
    if own is not None:
        if not own.is_dir():
            raise NoContentFolder(folder=own)
        found += _texts_in(own)
    app.extensions[EXTENSION] = Content(found)


def content() -> Content:
    """The texts of the site that answers."""
    return cast(Content, current_app.extensions[EXTENSION])


def _in_order(named: Texts) -> Texts:
    return dict(sorted(named.items(), key=lambda item: (item[1].order, item[1].title)))


@lru_cache(maxsize=1)
def _shipped(folder: Path) -> tuple[tuple[str, Text], ...]:
    """Ours, which do not change while the program runs."""
    return tuple(_texts_in(folder))


def _texts_in(folder: Path) -> Iterator[tuple[str, Text]]:
    for section in SECTIONS:
        for language in LANGUAGES:
            for file in sorted((folder / section / language).glob("*.md")):
                yield section, _read(file, language)


def _read(file: Path, language: str) -> Text:
    try:
        head, body = split_front_matter(file.read_text(encoding="utf-8"))
        facts: dict[str, Any] = yaml.safe_load(head) or {}
        return Text(
            name=file.stem,
            language=language,
            title=str(facts["title"]),
            body=body.strip() + "\n",
            sentence=str(facts.get("sentence", "")),
            group=str(facts.get("group", "")),
            kind=str(facts.get("kind", "")),
            order=int(facts.get("order", 0)),
            tags=tuple(map(str, facts.get("tags", ()))),
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError, yaml.YAMLError):
        raise ContentUnreadable(file=file) from None
