"""What is known of one document while it is rendered, and afterwards of its contents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from wiki.markup.anchors import Identifiers, heading_id
from wiki.markup.blocks import Size
from wiki.markup.links import WikiLink
from wiki.markup.words import words_of

_GUILLEMETS = re.compile(r"«[ \u00a0\u202f]?|[ \u00a0\u202f]?»")
_BEFORE_SIGN = re.compile(r" (?=[:;?!](?:\s|$))")
_LONGEST_LABEL = 80


@dataclass(frozen=True, slots=True)
class Heading:
    """A section: `level` from 2 (the page's title is the first), the words of its title, its identifier."""

    level: int
    text: str
    id: str


class Page:
    """A document being rendered: what its language asks, and what has been found in it."""

    def __init__(self, prefix: str, language: str) -> None:
        self.prefix = prefix
        self.language = language
        self.words = words_of(language)
        self.contents: list[Heading] = []
        self.links: list[WikiLink] = []
        self.mentions: dict[str, None] = {}
        self.external: dict[str, None] = {}
        self.text: list[str] = []
        self._french = language.lower().startswith("fr")
        self._identifiers = Identifiers(prefix)
        self._levels: list[int] = []
        self.tables = 0
        self.size = Size()

    def anew(self) -> Page:
        """An empty one for a part of the document: its tables are counted on from here."""
        part = Page(self.prefix, self.language)
        part.tables = self.tables
        return part

    def typeset(self, text: str) -> str:
        """`text` with the non-breaking spaces that French wants. A space is added to guillemets only; before
        other signs the author's own is kept from ending a line."""
        if not self._french:
            return text
        if "«" in text or "»" in text:
            text = _GUILLEMETS.sub(lambda m: "«\u00a0" if m[0].startswith("«") else "\u00a0»", text)
        return _BEFORE_SIGN.sub("\u00a0", text) if " " in text else text

    def read(self, tokens: Sequence[Token]) -> None:
        """Notes what `tokens` hold, numbers their headings and tables, in the order in which they are shown."""
        header: list[str] = []
        for token, following in zip(tokens, [*tokens[1:], None], strict=False):
            if token.type == "inline":
                self._read_inline(token.children or [])
            elif token.type in ("fence", "code_block"):
                self.text.append(token.content.rstrip("\n"))
            elif token.type == "heading_open" and following:
                self._number_heading(token, words(following.children))
            elif token.type == "heading_close":
                token.tag = f"h{self.contents[-1].level}"
            elif token.type == "table_open":
                header = []
                table = token
            elif token.type == "th_open" and following:
                header.append(words(following.children))
            elif token.type == "thead_close":
                table.meta["label"] = self._table_label(header)

    def _number_heading(self, token: Token, text: str) -> None:
        heading = self.heading(int(token.tag[1]), text)
        token.tag = f"h{heading.level}"
        token.attrs["id"] = heading.id

    def heading(self, typed: int, text: str) -> Heading:
        """The next section, of which `typed` hashes and this text were written."""
        # Depth counts the author's levels that are open, not the hashes typed: no level is ever skipped.
        while self._levels and self._levels[-1] >= typed:
            self._levels.pop()
        heading = Heading(min(2 + len(self._levels), 6), self.typeset(text), self._identifiers.take(text))
        self._levels.append(typed)
        self.contents.append(heading)
        return heading

    def link(self, target: str, label: str) -> None:
        """Notes a wiki link."""
        self.links.append(WikiLink(len(self.links), target, label))

    def _table_label(self, header: Iterable[str]) -> str:
        self.tables += 1
        name = self.words.table.format(n=self.tables)
        columns = ", ".join(text for text in header if text)
        return f"{name} : {columns}"[:_LONGEST_LABEL] if columns else name

    def _read_inline(self, children: Sequence[Token]) -> None:
        inside_link = 0
        for child in children:
            if child.type == "wiki_link":
                self._read_wiki_link(child)
            elif child.type == "mention":
                self.mentions[child.content[1:]] = None
            elif child.type == "link_open":
                inside_link += 1
                self._note_address(str(child.attrs["href"]))
            elif child.type == "link_close":
                inside_link -= 1
            elif child.type == "image":
                child.meta["in_link"] = inside_link > 0
                self._note_address(str(child.attrs["src"]))
        self.text.append(words(children))

    def _read_wiki_link(self, token: Token) -> None:
        target = token.meta["target"]
        if target.startswith("#"):  # a section of this very page: nothing about it depends on the reader
            token.meta["section"] = heading_id(target, self.prefix)
        else:
            self.link(target, token.content)

    def _note_address(self, url: str) -> None:
        if is_external(url):
            self.external[url] = None


def is_external(url: str) -> bool:
    """Whether `url` leads to a host that it names."""
    return url.startswith(("http://", "https://", "//"))


def words(children: Sequence[Token] | None) -> str:
    """The text of a line as a reader sees it, without its markup; an image stands as its alternative text."""
    return "".join(_word(child) for child in children or ()).strip()


def _word(token: Token) -> str:
    if token.type == "image":
        return words(token.children)
    return " " if token.type in ("softbreak", "hardbreak") else token.content
