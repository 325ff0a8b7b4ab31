"""How well the search finds: pages and human index terms in, success@1, success@5, MRR@10, no-hit and time out.

    python -m bench.search_quality PAGES TERMS

PAGES: one JSON object a line with slug, title, path and markdown (.gz is read too). TERMS: one with term and slug; a
term may come several times, each time with another page that is right for it. Halves are told apart by a checksum of
the term, so that figures can be tuned on one and reported on the other.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import tempfile
import time
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search.documents import Document
from search.engines.base import Engine
from search.engines.whoosh import WhooshEngine
from search.language import parse

READERS = frozenset({"everyone"})

_WIKI_LINK = re.compile(r"\[\[([^\]|#]+)[^\]|]*(?:\|([^\]]*))?\]\]")
_LINK = re.compile(r"!?\[([^\]]*)\]\(([^)\s]*)[^)]*\)")
_HEADING = re.compile(r"#{1,6}\s+(.*?)[\s#]*$")
_BLOCK_MARK = re.compile(r"^\s*(?:>|[-*+]|\d+[.)])\s+|^[\s|:-]+$", re.MULTILINE)
_INLINE_MARK = re.compile(r"\*\*|__|`+|~~|\\(?=\W)")


@dataclass
class Score:
    """The outcome of many searches."""

    asked: int = 0
    first: int = 0
    first_five: int = 0
    reciprocal: float = 0.0
    empty: int = 0

    def add(self, found: list[str], right: frozenset[str]) -> None:
        """Count one search: the slugs found, and those that are right."""
        rank = next((place for place, slug in enumerate(found, 1) if slug in right), 0)
        self.asked += 1
        self.first += rank == 1
        self.first_five += 0 < rank <= 5
        self.reciprocal += 1 / rank if rank else 0.0
        self.empty += not found

    def __str__(self) -> str:
        n = max(self.asked, 1)
        return (
            f"{self.asked:5} terms   success@1 {self.first / n:.3f}   success@5 {self.first_five / n:.3f}   "
            f"MRR@10 {self.reciprocal / n:.3f}   no hit {100 * self.empty / n:.2f} %"
        )


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The JSON objects of a file of lines, compressed or not."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
        yield from (json.loads(line) for line in lines)


def documents(pages: list[dict[str, Any]]) -> Iterator[Document]:
    """The pages as the wiki would index them; the place in the list is the id."""
    anchors = _anchors(pages)
    for number, page in enumerate(pages):
        lines = page["markdown"].splitlines()
        headings = [_plain(match[1]) for line in lines if (match := _HEADING.match(line))]
        yield Document(
            kind="page",
            id=number,
            title=page["title"],
            body=_plain("\n".join(line for line in lines if not _HEADING.match(line))),
            language="fr",
            readers=READERS,
            space=page["path"].split("/")[0],
            headings=tuple(heading for heading in headings if heading != page["title"]),
            anchors=tuple(anchors[page["slug"]]),
        )


def _anchors(pages: Iterable[dict[str, Any]]) -> Mapping[str, dict[str, None]]:
    """Slug → the words by which other pages link to it."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for page in pages:
        links = [(slug, label) for slug, label in _WIKI_LINK.findall(page["markdown"]) if label]
        links += [(target.partition("#")[0], label) for label, target in _LINK.findall(page["markdown"])]
        for slug, label in links:
            if slug != page["slug"]:
                found[slug][_plain(label)] = None
    return found


def _plain(markdown: str) -> str:
    text = _WIKI_LINK.sub(lambda match: match[2] or match[1], markdown)
    text = _BLOCK_MARK.sub("", _LINK.sub(r"\1", text))
    return _INLINE_MARK.sub("", text).replace("|", " ").strip()


def measure(
    engine: Engine, slugs: list[str], terms: Mapping[str, frozenset[str]]
) -> tuple[list[Score], list[float]]:
    """Scores of all terms and of either half, and the CPU milliseconds of each search."""
    scores, spent = [Score(), Score(), Score()], []
    for term, right in terms.items():
        begun = time.process_time()
        results = engine.search(parse(term), READERS)
        spent.append((time.process_time() - begun) * 1000)
        for score in (scores[0], scores[1 + zlib.crc32(term.encode()) % 2]):
            score.add([slugs[hit.id] for hit in results.hits], right)
    return scores, spent


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", type=Path)
    parser.add_argument("terms", type=Path)
    chosen = parser.parse_args()
    pages = list(rows(chosen.pages))
    right: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows(chosen.terms):
        right[row["term"]].add(row["slug"])
    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder))
        begun = time.process_time()
        count = engine.rebuild(documents(pages))
        print(f"{count} pages indexed, {count / (time.process_time() - begun):.0f} a second of CPU")
        terms = {term: frozenset(slugs) for term, slugs in right.items()}
        scores, spent = measure(engine, [page["slug"] for page in pages], terms)
    for name, score in zip(("all", "half A", "half B"), scores, strict=True):
        print(f"{name:7} {score}")
    spent.sort()
    print(f"CPU a search: p50 {statistics.median(spent):.1f} ms, p95 {spent[int(len(spent) * 0.95)]:.1f} ms")


if __name__ == "__main__":
    main()
