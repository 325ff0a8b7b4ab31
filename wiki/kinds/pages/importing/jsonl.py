"""One page a line: JSON objects with slug, title, path and markdown; other fields are ignored."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

from auth.sentences import Sentence
from wiki.errors import RelaisError
from wiki.kinds.pages.importing.errors import FieldMissing, FileDamaged, NotJson, NotUtf8
from wiki.kinds.pages.importing.source import Refused, SourcePage, without_title
from wiki.parts.words import clean_text

_GZIP = b"\x1f\x8b"


def read_jsonl(file: Path) -> Iterator[SourcePage | Refused]:
    """The pages of a file, compressed with gzip or not, and the lines that hold none.

    :raises FileDamaged: when the compressed file ends too early or is altered.
    """
    try:
        with _opened(file) as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _page_or_refusal(f"{file.name}:{number}", line)
    except EOFError:
        raise FileDamaged(file=file, reason=Sentence("it ends too early")) from None
    except (zlib.error, gzip.BadGzipFile):
        raise FileDamaged(file=file, reason=Sentence("it was altered since it was compressed")) from None


def _opened(file: Path) -> IO[bytes]:
    with file.open("rb") as beginning:
        compressed = beginning.read(2) == _GZIP
    return cast(IO[bytes], gzip.open(file) if compressed else file.open("rb"))


def _page_or_refusal(where: str, line: bytes) -> SourcePage | Refused:
    try:
        return _page(where, line)
    except RelaisError as error:
        return Refused(where, error)


def _page(where: str, line: bytes) -> SourcePage:
    fields = _fields(line)
    slug, title, body = (_text(fields, name) for name in ("slug", "title", "markdown"))
    path = _text(fields, "path").strip("/") if "path" in fields else slug
    return SourcePage(
        where=where,
        slug=slug,
        path=path,
        base=path.rpartition("/")[0],
        title=title,
        body=without_title(body, title),
    )


def _fields(line: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except UnicodeDecodeError as error:
        raise NotUtf8(position=error.start + 1) from None
    except json.JSONDecodeError as error:
        raise NotJson(reason=Sentence("see character %(number)s", number=error.colno)) from None
    except (ValueError, RecursionError):
        raise NotJson(reason=Sentence("a number is too long, or it is nested too deeply")) from None
    if not isinstance(fields, dict):
        raise NotJson(reason=Sentence("it is no object with fields"))
    return fields


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not (value.strip() or name == "markdown"):
        raise FieldMissing(name=name)
    return clean_text(value)
