"""Wiki links: what an author typed, and what a reader gets.

What a link leads to depends on who reads (a page may be absent, or may not be theirs to see), so that the stored
HTML only holds a numbered opening tag, which `resolve` replaces when the page is read. An author cannot write that
tag: HTML is never taken from them, a `<` in their text is always `&lt;` and a `"` in an attribute always `&quot;`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Literal

_MARKER = '<a data-link="'


@dataclass(frozen=True, slots=True)
class WikiLink:
    """A link as typed: `[[target|label]]`. `number` is its place among the links of its document, from 0."""

    number: int
    target: str
    label: str

    @property
    def page(self) -> str:
        """The target without its section: a title, or `space:Title`."""
        return self.target.partition("#")[0].strip()

    @property
    def section(self) -> str:
        """The title of the section linked to, or ""."""
        return self.target.partition("#")[2].strip()


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads for one reader. `url` is that of the page when it is present, otherwise that of its
    creation ("" when the reader may not create it); `title` is the tooltip of a link to no page."""

    url: str
    state: Literal["present", "absent", "hidden"]
    title: str = ""


_NOWHERE = Target("", "absent")


def resolve(html: str, targets: Mapping[int, Target]) -> str:
    """`html`, as `render` made it, with its wiki links leading where `targets` says by their numbers.

    A page that the reader may not see is drawn exactly as one that does not exist. A number that `targets` lacks
    becomes a link to nowhere.
    """
    pieces = html.split(_MARKER)
    for place in range(1, len(pieces)):
        number, _, rest = pieces[place].partition('">')
        pieces[place] = _opening(targets.get(int(number), _NOWHERE)) + rest
    return "".join(pieces)


def _opening(target: Target) -> str:
    href = f' href="{escape(target.url)}"' if target.url else ""
    if target.state == "present":
        return f"<a{href}>"
    title = f' title="{escape(target.title)}"' if target.title else ""
    return f'<a class="absent"{href}{title}>'
