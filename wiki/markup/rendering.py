"""Markdown → everything that a page needs to be shown, linked and found. Done once for each revision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count

from wiki.markup.anchors import PREFIX
from wiki.markup.blocks import TooComplex, split_front_matter
from wiki.markup.characters import UNPRINTABLE
from wiki.markup.html import text_html
from wiki.markup.links import WikiLink
from wiki.markup.page import Heading, Page
from wiki.markup.stretches import html_of, whole_html_of
from wiki.markup.walls import sanitise
from wiki.markup.words import words_of

_OPEN_LINK = re.compile('<a data-link="">')


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document, rendered. `html` may be served once its wiki links are resolved (`links.resolve`)."""

    html: str
    contents: tuple[Heading, ...]
    links: tuple[WikiLink, ...]
    mentions: tuple[str, ...]  # user names, as typed after the @
    external: tuple[str, ...]  # addresses of other sites
    text: str  # as a reader sees it, for the search
    headings: tuple[str, ...]
    word_count: int
    complete: bool = True  # False when the text was too complex, and stands as it was typed


def render(source: str, *, prefix: str = PREFIX, language: str = "fr", once: bool = False) -> Rendered:
    """`source` rendered. `prefix` begins all its identifiers (two documents on one page need two);
    `language` is the document's own: it chooses the few words that are added, and the typography.
    `once` is said of what will not come again soon, little changed: nothing of it is kept in memory.

    Never fails: what is too complex to be rendered in reasonable time is shown as it was typed.
    """
    page = Page(prefix, language)
    text = split_front_matter(readable(source))[1]
    try:
        html = (whole_html_of if once else html_of)(text, page)
    except TooComplex:
        return _as_typed(text, language)
    return _rendered(page, _numbered(html))


def readable(source: str) -> str:
    """`source` with line feeds only, and without the characters that nothing readable is written with."""
    text = source.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    return UNPRINTABLE.sub("", text)


def _numbered(html: str) -> str:
    # Only now: a number within a block would make a new block of all those that follow a new link.
    numbers = count()
    return _OPEN_LINK.sub(lambda _: f'<a data-link="{next(numbers)}">', html)


def _rendered(page: Page, html: str) -> Rendered:
    text = "\n".join(line for line in page.text if line)
    return Rendered(
        html=html,
        contents=tuple(page.contents),
        links=tuple(page.links),
        mentions=tuple(page.mentions),
        external=tuple(page.external),
        text=text,
        headings=tuple(heading.text for heading in page.contents),
        word_count=len(text.split()),
    )


def _as_typed(text: str, language: str) -> Rendered:
    notice = words_of(language).unrendered
    html = (
        f'<p class="unrendered" role="note">{text_html(notice)}</p>\n'
        f'<pre class="code" tabindex="0">{text_html(text)}</pre>\n'
    )
    return Rendered(sanitise(html), (), (), (), (), text, (), len(text.split()), complete=False)
