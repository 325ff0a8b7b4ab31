"""Links changed within the source, which otherwise stays as its author typed it, to the last space."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

from markdown_it.common.utils import normalizeReference

from wiki.markup.blocks import TooComplex, split_front_matter
from wiki.markup.dialect import parser
from wiki.markup.page import words

# What comes first in these alternations is stepped over: characters that a backslash takes away, and code.
_STEP_OVER = r"\\.|(?P<ticks>`+)|"
_WIKI_LINK = re.compile(
    _STEP_OVER
    + r"\[\[(?P<page>[^\[\]|\\#]{1,300})(?P<section>\#[^\[\]|\\]{0,300})?(?P<label>\\?\|[^\[\]]{1,300})?\]\](?!\()",
    re.DOTALL,
)
_LINK = re.compile(
    _STEP_OVER
    + r"""\[\[[^\[\]]{1,600}\]\](?!\()  # already a wiki link
    |(?P<image>!)?\[(?P<label>(?:[^\[\]\\]|\\.){1,300})\]
     (?:\([ \t]*(?:<(?P<angled>[^<>\n]{1,2000})>|(?P<bare>[^\s<>()]{1,2000}))
        (?:[ \t]+(?:"[^"]{0,500}"|'[^']{0,500}'))?[ \t]*\)
       |\[(?P<reference>[^\[\]]{0,300})\]|(?![\[(]))""",
    re.DOTALL | re.VERBOSE,
)
_TICKS = re.compile("`+")


class _Place(NamedTuple):
    """Where a link stands: the references of its document, and what separates its label there."""

    references: Mapping[str, Any]
    bar: str


class Replace(Protocol):
    """What to write in place of a match."""

    def __call__(self, match: re.Match[str], place: _Place) -> str: ...


def retarget(source: str, rename: Callable[[str], str | None]) -> str:
    """`source` with its wiki links led elsewhere, never those in code.

    `rename` is asked for each page linked to, as typed (a title, or `space:Title`), and answers the name to type in
    its place, or None to leave it: a dictionary's `get` will do. Sections and labels stay. A name that cannot be
    written in a link (it holds one of `[ ] | # \\`) is not written.
    """

    def renamed(match: re.Match[str], place: _Place) -> str:
        name = rename(" ".join(match["page"].split())) if match["page"] else None
        if name is None or not _writable(name):
            return match[0]
        return f"[[{name}{match['section'] or ''}{match['label'] or ''}]]"

    return _rewritten(source, _WIKI_LINK, renamed)


def relative_links(source: str, resolve: Callable[[str], str | None]) -> str:
    """`source` with its Markdown links to other documents made wiki links, never those in code.

    `resolve` is asked for each target, as typed and without its fragment, and answers the name of the page that it
    leads to, or None to leave the link as it is. Inline and reference links are followed; pictures are not.
    """

    def wiki_link(match: re.Match[str], place: _Place) -> str:
        target = _target(match, place.references)
        path, mark, section = target.partition("#")
        name = resolve(path) if path else None
        label = _plain(match["label"]) if name else ""
        if name is None or not _writable(name) or not label or re.search(r"[\[\]|]", label):
            return match[0]
        shown = "" if label == name and not mark else f"{place.bar}{label}"
        return f"[[{name}{mark}{section}{shown}]]"

    return _rewritten(source, _LINK, wiki_link)


def _target(match: re.Match[str], references: Mapping[str, Any]) -> str:
    """Where a link leads, "" for what is no link or a picture."""
    if match["label"] is None or match["image"]:
        return ""
    if match["angled"] or match["bare"]:
        return match["angled"] or match["bare"]
    name = normalizeReference(match["reference"] or match["label"])
    return str(references[name]["href"]) if name in references else ""


def _plain(label: str) -> str:
    return " ".join(words(parser().parseInline(label, {})[0].children).split())


def _writable(name: str) -> bool:
    return bool(name.strip()) and not re.search(r"[\[\]|#\\\n]", name)


def _rewritten(source: str, pattern: re.Pattern[str], replace: Replace) -> str:
    """`source` with what matches `pattern` replaced, in the lines that hold words and not code or references."""
    body = split_front_matter(source)[1]
    head = source[: len(source) - len(body)]
    env: dict[str, Any] = {}
    try:
        stretches = list(_worded(body, env))
    except TooComplex:  # shown as it was typed, without links
        return source
    lines = body.split("\n")
    references = env.get("references", {})
    for start, end, bar in reversed(stretches):
        text = "\n".join(lines[start:end])
        pieces = _replaced(text, pattern, partial(replace, place=_Place(references, bar)))
        lines[start:end] = "".join(pieces).split("\n")
    return head + "\n".join(lines)


def _replaced(text: str, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]) -> Iterator[str]:
    closings: dict[int, list[int]] = {}
    for run in _TICKS.finditer(text):
        closings.setdefault(len(run[0]), []).append(run.start())
    written = position = 0
    while match := pattern.search(text, position):
        position = match.end()
        if match["ticks"]:
            position = _end_of_code(position, len(match["ticks"]), closings)
        else:
            yield text[written : match.start()] + replace(match)
            written = position
    yield text[written:]


def _end_of_code(start: int, ticks: int, closings: Mapping[int, list[int]]) -> int:
    """Where the code that begins at `start` ends: after as many ticks; at `start` when there are none."""
    candidates = closings.get(ticks, [])
    place = bisect_left(candidates, start)
    return candidates[place] + ticks if place < len(candidates) else start


def _worded(body: str, env: dict[str, Any]) -> Iterator[tuple[int, int, str]]:
    """The first line and the one after the last of each stretch of words, in order, without overlaps, and how the
    label of a link is separated there."""
    md = parser()
    tokens = md.block.parse(body, md, env, []) or []
    stretches = {
        (token.map[0], token.map[1], r"\|" if before.tag in ("td", "th") else "|")
        for before, token in pairwise(tokens)
        if token.type == "inline" and token.map
    }
    done = 0
    for start, end, bar in sorted(stretches):
        if done <= start < end:  # a definition's term is not always told truly where it stands
            yield start, end, bar
            done = end
