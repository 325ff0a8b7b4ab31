"""Pages of real prose: those of a file, and as many more as are asked for, recombined from their sections."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import count
from pathlib import Path

CONTENT = Path(__file__).parent.parent / "content"
DOCS = Path(__file__).parent.parent / "docs"

_SECTION = re.compile(r"^(?=## )", re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_LINK = re.compile(r"\[\[([^\]|#]+)")
_TITLE_LENGTH = 150  # characters, so that a number can be added


class NoProse(Exception):
    """There is no prose to make pages of: name a JSONL file with --pages or RELAIS_BENCH_PAGES."""


@dataclass(frozen=True, slots=True)
class Prose:
    """One page as a file holds it: what `relais import jsonl` reads."""

    slug: str
    title: str
    path: str
    markdown: str


def read(path: Path | None) -> list[Prose]:
    """The pages of a JSONL file, gzipped or not; without one, those of the repository's own words.

    :raises NoProse: when there are none.
    """
    pages = list(_of_file(path) if path else _of_repository())
    if not pages:
        raise NoProse
    return pages


def write(path: Path, pages: Sequence[Prose]) -> None:
    """The same fields, for `relais import jsonl`."""
    with path.open("w", encoding="utf-8") as file:
        for page in pages:
            file.write(json.dumps(asdict(page), ensure_ascii=False) + "\n")


def _of_file(path: Path) -> Iterator[Prose]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield Prose(row["slug"], row["title"], row.get("path", ""), row["markdown"])


def _of_repository() -> Iterator[Prose]:
    for folder in (CONTENT, DOCS):
        for file in sorted(folder.rglob("*.md")):
            text = _FRONT_MATTER.sub("", file.read_text(encoding="utf-8"))
            heading = re.search(r"^# (.+)$", text, re.MULTILINE)
            yield Prose(file.stem, heading[1] if heading else file.stem, str(file.relative_to(folder)), text)


class Library:
    """Pages with titles of their own, of any number and of any size."""

    def __init__(self, pages: Sequence[Prose], seed: int = 1) -> None:
        titles = {page.slug: page.title for page in pages}
        self._pages = [replace(page, markdown=_linked(page.markdown, titles)) for page in pages]
        self._sections = [
            section for page in self._pages for section in _SECTION.split(page.markdown) if section.strip()
        ]
        self._random = random.Random(seed)
        self._taken: dict[str, int] = {}
        self._numbers = count(1)

    def pages(self, many: int) -> Iterator[Prose]:
        """So many pages: the real ones first, then others of their sections, as long as the real ones are."""
        for number in range(many):
            if number < len(self._pages):
                yield self._own(self._pages[number], self._pages[number].markdown)
            else:
                model = self._random.choice(self._pages)
                yield self._own(model, self._text(model.title, len(model.markdown.encode())))

    def page_of(self, size: int) -> Prose:
        """A page whose text has about `size` bytes."""
        model = self._random.choice(self._pages)
        return self._own(model, self._text(model.title, size))

    def _own(self, model: Prose, markdown: str) -> Prose:
        title = self._free(" ".join(model.title.split())[:_TITLE_LENGTH])
        return Prose(f"{model.slug}-{next(self._numbers)}", title, model.path, markdown)

    def _free(self, title: str) -> str:
        key = title.casefold()
        self._taken[key] = self._taken.get(key, 0) + 1
        return title if self._taken[key] == 1 else f"{title} ({self._taken[key]})"

    def _text(self, title: str, size: int) -> str:
        """Sections that fit, one after the other, until the size is about reached."""
        text = f"# {title}\n\n"
        wanted = size - len(text.encode())
        for _ in range(2000):
            section = self._random.choice(self._sections).strip() + "\n\n"
            weight = len(section.encode())
            if weight <= wanted:
                text, wanted = text + section, wanted - weight
            if wanted < size // 20:
                break
        return text


def _linked(markdown: str, titles: Mapping[str, str]) -> str:
    """Links between slugs name titles, as the import makes them do."""
    return _LINK.sub(lambda link: f"[[{titles.get(link[1].strip(), link[1])}", markdown)
