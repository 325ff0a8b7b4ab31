"""A text read stretch by stretch, so that what was not touched since it was last read is not read again.

Somebody who saves a page changed a sentence of it; somebody who looks at a preview is about to save it. A text is cut
where no block can reach across: before a line that begins after an empty one, without indentation and without a sign
that goes on with a list; and after a heading. What a stretch becomes depends on nothing but its own words, the language
and the prefix, but for what is given out in the order of the whole text: identifiers and levels of headings, numbers of
tables and links. These are given out each time.

That a stretch does end where it was cut is not believed but seen: a paragraph is put behind it when it is read. A text
in which something acts at a distance (definitions of links, of footnotes, of terms) is read whole.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice, takewhile
from typing import NamedTuple

from markdown_it.token import Token

from wiki.markup.blocks import Size, size_of
from wiki.markup.dialect import parser
from wiki.markup.page import Page, words
from wiki.markup.walls import sanitise

# Definitions of links, of footnotes, of terms (a list of these goes on with any line that has one below), and blocks in
# another language, which say of themselves that they end before the line that ends them.
_AT_A_DISTANCE = re.compile(r"\]:|^ {0,3}(?:[:~][ \t]|:::)", re.MULTILINE)
# An empty line before one that does not go on with a list.
_GAP = re.compile(r"(?<=\n)[ \t]*\n(?=[^\s\-+*0-9]|\*\*)")
_HEADING = re.compile(r"#{1,6} [^\n|]*\n(?:[ \t]*\n)*")  # with a | it may be the head of a table
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
_SENTINEL = "x"
_SHORT = 100  # characters

Block = Sequence[Token]


class Key(NamedTuple):
    """All that decides what a part of a text becomes."""

    prefix: str
    language: str
    text: str
    last: bool  # with nothing behind it, as against any line that begins anew


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a part of a text became."""

    html: str  # sanitised; of a heading, what stands within it, as it was before
    heading: tuple[int, str] | None  # the level typed and the words, when it is one
    tables: tuple[int, int]  # how many stood before it, and how many with it
    text: tuple[str, ...]
    links: tuple[tuple[str, str], ...]  # target, label
    mentions: tuple[str, ...]
    external: tuple[str, ...]
    size: Size

    def fits(self, page: Page) -> bool:
        """Whether it would become the same here: tables bear their numbers."""
        return self.tables[0] in (self.tables[1], page.tables)


def html_of(text: str, page: Page) -> str:
    """The sanitised HTML of this text; `page` is told of all that stands in it.

    :raises TooComplex: when it would take too long.
    """
    return whole_html_of(text, page) if _AT_A_DISTANCE.search(text) else "".join(_by_stretches(text, page))


def whole_html_of(text: str, page: Page) -> str:
    """The same, read in one go and kept nowhere.

    :raises TooComplex: when it would take too long.
    """
    return _rendered(list(_blocks(parser().parse(text, {"page": page}))), page)


def _by_stretches(text: str, page: Page) -> Iterator[str]:
    keys, place = list(_keys(text, page)), 0
    while place < len(keys):
        known = MEMORY.find(keys[place])
        if known is not None and known.fits(page):
            yield _put(known, page)
            place += 1
            continue
        unknown = [keys[place], *takewhile(_better_read, islice(keys, place + 1, None))]
        html = _read(unknown, page)
        if html is None:  # a block that is never closed reaches to the end of the text
            yield whole_html_of("".join(key.text for key in keys[place:]), page)
            return
        yield html
        place += len(unknown)


def _better_read(key: Key) -> bool:
    """Whether to read on: what is not known, and what is so short that beginning anew behind it would cost more."""
    return len(key.text) < _SHORT or MEMORY.find(key) is None


def _keys(text: str, page: Page) -> Iterator[Key]:
    *others, last = [*cut(text)] or [""]
    yield from (Key(page.prefix, page.language, part, False) for part in others)
    yield Key(page.prefix, page.language, last, True)


def cut(text: str) -> Iterator[str]:
    """The text in parts of whole lines, each of which is read as if it stood alone. Within a fence it is not cut."""
    start = seen = fences = 0
    for end in [*(gap.end() for gap in _GAP.finditer(text)), len(text)]:
        while heading := _HEADING.match(text, start, end):
            yield heading[0]
            start = seen = heading.end()
        fences += len(_FENCE.findall(text, seen, end))
        seen = end
        if start < end and (fences % 2 == 0 or end == len(text)):
            yield text[start:end]
            start = end


def _read(keys: Sequence[Key], page: Page) -> str | None:
    """What these parts become, read together and kept; None when the last does not end where it was cut."""
    text = "".join(key.text for key in keys)
    last = keys[-1].last
    blocks = list(_blocks(parser().parse(text if last else f"{text}{_SENTINEL}\n", {"page": page})))
    if not last and _lines(blocks.pop())[0] != text.count("\n"):
        return None
    parts = _parted(blocks, keys)
    if parts is None:
        return _rendered(blocks, page)
    return "".join(_become(key, part, page) for key, part in zip(keys, parts, strict=True))


def _parted(blocks: Sequence[Block], keys: Sequence[Key]) -> list[list[Block]] | None:
    """The blocks of each part; None when one reaches from its part into the next."""
    parts: list[list[Block]] = [[] for _ in keys]
    ends = list(accumulate(key.text.count("\n") for key in keys))
    ends[-1] += keys[-1].last  # whose last line may have no end
    for block in blocks:
        begin, end = _lines(block)
        place = bisect_right(ends, begin)
        if end > ends[place]:
            return None
        parts[place].append(block)
    return parts


def _become(key: Key, blocks: Sequence[Block], page: Page) -> str:
    if not _alone(blocks):
        return _rendered(blocks, page)
    stretch = _stretch(blocks, page.anew())
    MEMORY.keep(key, stretch)
    return _put(stretch, page)


def _alone(blocks: Sequence[Block]) -> bool:
    """Whether what these become can be known without the rest: a heading that stands with other things cannot."""
    within = [token.type for block in blocks for token in block]
    return "heading_open" not in within or (len(blocks) == 1 and within[0] == "heading_open")


def _stretch(blocks: Sequence[Block], page: Page) -> Stretch:
    """What these become on a page of their own."""
    before = page.tables
    if blocks and blocks[0][0].type == "heading_open":
        opening, line, _ = blocks[0]
        heading = int(opening.tag[1]), words(line.children)
        _tell(blocks, page)
        html = parser().renderer.render(line.children or [], parser().options, {"page": page})
    else:
        heading = None
        html = _rendered(blocks, page)
    return Stretch(
        html,
        heading,
        (before, page.tables),
        tuple(page.text),
        tuple((link.target, link.label) for link in page.links),
        tuple(page.mentions),
        tuple(page.external),
        page.size,
    )


def _put(stretch: Stretch, page: Page) -> str:
    """The HTML of the stretch in its place in the page, which is told of it."""
    page.size = page.size.plus(stretch.size)
    page.tables += stretch.tables[1] - stretch.tables[0]
    page.text.extend(stretch.text)
    page.mentions.update(dict.fromkeys(stretch.mentions))
    page.external.update(dict.fromkeys(stretch.external))
    for target, label in stretch.links:
        page.link(target, label)
    if stretch.heading is None:
        return stretch.html
    heading = page.heading(*stretch.heading)
    return sanitise(f'<h{heading.level} id="{heading.id}">{stretch.html}</h{heading.level}>\n')


def _rendered(blocks: Sequence[Block], page: Page) -> str:
    """The HTML of these blocks, and `page` told of what they hold."""
    _tell(blocks, page)
    renderer, options, env = parser().renderer, parser().options, {"page": page}
    return "".join(sanitise(renderer.render(block, options, env)) for block in blocks)


def _tell(blocks: Sequence[Block], page: Page) -> None:
    tokens = [token for block in blocks for token in block]
    page.size = page.size.plus(size_of(tokens))
    page.read(tokens)


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    """The outermost elements, one by one."""
    start = depth = 0
    for end, token in enumerate(tokens, 1):
        depth += token.nesting
        if depth == 0:
            yield tokens[start:end]
            start = end


def _lines(block: Block) -> Sequence[int]:
    """Where it begins, and the line after its end."""
    return block[0].map or (0, 0)


class Memory:
    """The stretches read last, as many as `capacity` bytes hold. Nothing is in one that its key does not say: the same
    words, in the same language, become the same for everybody and for ever."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._known: OrderedDict[Key, Stretch] = OrderedDict()
        self.bytes = 0  # about

    def find(self, key: Key) -> Stretch | None:
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
            return self._known.get(key)

    def keep(self, key: Key, stretch: Stretch) -> None:
        with self._lock:
            self._forget(key)
            self._known[key] = stretch
            self.bytes += _weight(key, stretch)
            while self.bytes > self._capacity:
                self._forget(next(iter(self._known)))

    def _forget(self, key: Key) -> None:
        if key in self._known:
            self.bytes -= _weight(key, self._known.pop(key))


def _weight(key: Key, stretch: Stretch) -> int:
    """Two bytes a character, as a typographic apostrophe makes it, and what holds them together."""
    return 1000 + 2 * (len(key.text) + len(stretch.html) + sum(map(len, stretch.text)))


MEMORY = Memory(8_000_000)  # some 100 pages of 5 kB
