"""What the dialect adds between paragraphs: front matter, callouts, blocks in another language, limits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import add
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.admon.index import admonition
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def

from wiki.markup.inline import LANGUAGE_TAG
from wiki.markup.words import Words

MAX_DEPTH = 40  # levels of quotes and lists, and of anything within a paragraph
_MAX_TOKENS = 60_000  # of blocks, and of what stands in them: 512 kB of prose have about 20,000 of each
_MAX_BRACKETS = 50_000  # from each the parser looks ahead; 10,000 wiki links are written with 20,000

# Every kind's names, as people type them in either language.
KINDS = {
    name: kind
    for kind, names in {
        "note": "note info information remarque abstract résumé question exemple example quote citation",
        "tip": "tip hint astuce conseil success",
        "important": "important",
        "warning": "warning avertissement",
        "caution": "caution attention danger error erreur bug failure",
    }.items()
    for name in names.split()
}
_CALLOUT = re.compile(r"!!!\s+([^\s\"]+)\s*(?:\"|$)")
_LANGUAGE_BLOCK = re.compile(r"""\{lang=(["']?)(""" + LANGUAGE_TAG + r")\1\}")

# A first line of three hyphens may also be a rule: only what reads as YAML keys is taken away from the text.
_FRONT_MATTER = re.compile(
    r"""\A---[ \t]*\n(?=[A-Za-z_])
    ((?:[A-Za-z_][\w-]*[ \t]*:(?:[ \t][^\n]*)?\n  # a key
      |[ \t]+[^\n]*\n|-[ \t][^\n]*\n             # what belongs to it
      |\#[^\n]*\n|\n)+)
    (?:---|\.\.\.)[ \t]*(?:\n|\Z)""",
    re.VERBOSE,
)


class TooComplex(Exception):
    """A text that is nested deeper, or holds more, than any page that somebody wrote to be read."""


def split_front_matter(source: str) -> tuple[str, str]:
    """The YAML at the head of `source`, or "", and the text that follows it."""
    match = _FRONT_MATTER.match(source)
    return (match[1], source[match.end() :]) if match else ("", source)


class BoundedBlocks(ParserBlock):
    """The library's block parser, but for depth: beyond its limit the library drops text in silence."""

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803 (the library's names)
        if state.level >= MAX_DEPTH or len(state.tokens) > _MAX_TOKENS:
            raise TooComplex
        super().tokenize(state, startLine, endLine)


class Size(NamedTuple):
    """How much a text holds: of blocks, of brackets, and of what stands in the blocks once that was read."""

    tokens: int = 0
    brackets: int = 0
    inlines: int = 0

    def plus(self, other: Size) -> Size:
        """Both together.

        :raises TooComplex: when that is more than a page may hold.
        """
        whole = Size(*map(add, self, other))
        if max(whole.tokens, whole.inlines) > _MAX_TOKENS or whole.brackets > _MAX_BRACKETS:
            raise TooComplex
        return whole


def size_of(tokens: Sequence[Token]) -> Size:
    """How much these hold."""
    lines = [token for token in tokens if token.type == "inline"]
    return Size(
        len(tokens),
        sum(line.content.count("[") for line in lines),
        sum(len(line.children or ()) for line in lines),
    )


def check_size(state: StateCore) -> None:
    """Refuses what would take seconds to render, before the costly part: reading what stands in each block."""
    Size().plus(size_of(state.tokens))


def check_depth(state: StateCore) -> None:
    """Refuses what would take sanitisers and browsers too long: emphasis within emphasis has no bound above."""
    lines = [token.children for token in state.tokens if token.children]
    deepest = max((child.level for children in lines for child in children), default=0)
    if deepest > MAX_DEPTH or sum(map(len, lines)) > _MAX_TOKENS:
        raise TooComplex


def add_blocks(md: MarkdownIt) -> None:
    """Teaches `md` callouts, footnotes and blocks in another language."""
    md.use(footnote_plugin, inline=False)
    md.block.ruler.at("footnote_def", _footnote, {"alt": ["paragraph", "reference"]})
    md.use(admon_plugin)
    md.block.ruler.at("admonition", _callout, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.use(container_plugin, "lang", validate=_is_language)


def _footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if silent:
        return footnote_def(state, start, end, silent)
    # The library takes a note within a note for the end of the outer one, and leaves its elements unclosed.
    if state.env.get("within_note"):
        return False
    state.env["within_note"] = True
    try:
        return footnote_def(state, start, end, silent)
    finally:
        state.env["within_note"] = False


def _callout(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    match = _CALLOUT.match(line)
    if match is None or match[1].lower() not in KINDS:
        return False
    return admonition(state, start, end, silent)


def _is_language(params: str, _markup: str) -> bool:
    return _LANGUAGE_BLOCK.fullmatch(params.strip()) is not None


def language_of_block(params: str) -> str:
    """The language that the opening line of a block names."""
    match = _LANGUAGE_BLOCK.fullmatch(params.strip())
    return match[2] if match else ""


def dress_callouts(state: StateCore) -> None:
    """One shape for `> [!NOTE]` and `!!! note`: the kind's class, and its name when the author gave no title."""
    for token, following in zip(state.tokens, state.tokens[2:], strict=False):
        if token.type not in ("alert_open", "admonition_open"):
            continue
        kind = KINDS[(token.meta.get("kind") or token.meta["tag"]).lower()]
        token.attrs = {"class": f"admonition {kind}", "role": "note"}
        if '"' not in token.info and following.type == "inline":
            words: Words = state.env["page"].words
            following.content = words.callouts[kind]
