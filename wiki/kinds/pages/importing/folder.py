"""A folder of Markdown files, each with its front matter; folders become pages over pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from auth.sentences import Sentence
from wiki.errors import RelaisError
from wiki.kinds.pages.importing.errors import DateUnreadable, FrontMatterUnreadable, NotUtf8
from wiki.kinds.pages.importing.source import (
    LANGUAGES,
    Refused,
    SourcePage,
    first_heading,
    without_title,
)
from wiki.markup import split_front_matter
from wiki.parts.tags.commands import parse_tags
from wiki.parts.words import clean_text

SUFFIXES = (".md", ".markdown")
INDEXES = ("index", "readme")  # the file that speaks for its folder, the better name first


def read_folder(folder: Path) -> Iterator[SourcePage | Refused]:
    """The pages of all Markdown files of the folder and those below, hidden ones left out, and the files that
    hold none."""
    for file in sorted(_files(folder), key=_order):
        place = PurePosixPath(file.relative_to(folder).as_posix())
        try:
            yield _page(place, file.read_bytes())
        except RelaisError as error:
            yield Refused(str(place), error)


def _files(folder: Path) -> Iterator[Path]:
    for file in folder.rglob("*"):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if file.suffix.lower() in SUFFIXES and file.is_file() and not hidden:
            yield file


def _order(file: Path) -> tuple[str, int, str]:
    name = file.stem.lower()
    return str(file.parent), INDEXES.index(name) if name in INDEXES else len(INDEXES), file.name


def _page(place: PurePosixPath, content: bytes) -> SourcePage:
    source = _decoded(content)
    head, text = split_front_matter(source)
    body = text.lstrip("\n") if head else text
    facts = _facts(head)
    slug = str(place.with_suffix(""))
    title = _line(facts.get("title")) or first_heading(body) or _title_of(place)
    return SourcePage(
        where=str(place),
        slug=slug,
        path=_folder_of(place) if place.stem.lower() in INDEXES else slug,
        base=_folder_of(place),
        title=title,
        body=without_title(body, title).lstrip("\n"),
        tags=_tags(facts.get("tags")),
        language=LANGUAGES.get(_line(facts.get("language") or facts.get("lang"))[:2].lower()),
        author=_author(facts.get("author")),
        at=_instant(facts.get("date")),
    )


def _decoded(content: bytes) -> str:
    try:
        return clean_text(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise NotUtf8(position=error.start + 1) from None


def _facts(head: str) -> dict[str, Any]:
    try:
        facts = yaml.safe_load(head) if head.strip() else {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark is not None else 1
        raise FrontMatterUnreadable(reason=Sentence("see its line %(number)s", number=line)) from None
    except yaml.YAMLError:
        raise FrontMatterUnreadable(reason=Sentence("it holds characters that YAML does not know")) from None
    except ValueError:  # such as 2026-02-31
        raise FrontMatterUnreadable(reason=Sentence("it holds a date that does not exist")) from None
    if not isinstance(facts, dict):
        raise FrontMatterUnreadable(reason=Sentence("it does not give names values"))
    return facts


def _folder_of(place: PurePosixPath) -> str:
    return "" if place.parent == PurePosixPath(".") else str(place.parent)


def _title_of(place: PurePosixPath) -> str:
    """The name of the file, or of the folder that it speaks for, as words."""
    named = place.parent.name if place.stem.lower() in INDEXES and place.parent.name else place.stem
    words = " ".join(named.replace("-", " ").replace("_", " ").split())
    return words[:1].upper() + words[1:]


def _line(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())


def _tags(value: Any) -> tuple[str, ...]:
    words = value if isinstance(value, list) else _line(value).split(",")
    return tuple(parse_tags(",".join(_line(word).replace(",", " ") for word in words)))


def _author(value: Any) -> str | None:
    names = value if isinstance(value, list) else [value]
    return ", ".join(filter(None, map(_line, names)))[:200] or None


def _instant(value: Any) -> datetime | None:
    """The moment that a date stands for; one without a time is its midnight, one without a zone in UTC."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            raise DateUnreadable(typed=value) from None
    if not isinstance(value, date):
        raise DateUnreadable(typed=value)
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
