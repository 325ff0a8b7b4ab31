"""From the names that a source links by to the titles that wiki links are written with."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from wiki.kinds.pages.importing.source import SourcePage
from wiki.markup.rewriting import relative_links, retarget
from wiki.parts.revisions.merge import normalise

_SUFFIXES = (".md", ".markdown", ".html")


@dataclass(frozen=True, slots=True)
class Links:
    """The pages of a source: slug → title, and path → slug."""

    titles: Mapping[str, str]
    paths: Mapping[str, str]

    def rewritten(self, page: SourcePage) -> str:
        """The page's text as it is kept, with its links to others of the source written as wiki links."""
        return normalise(_with_links(page.body, self.titles.get, lambda target: self._title(page, target)))

    def titled(self, titles: Mapping[str, str]) -> Links:
        """The same with other titles for some slugs."""
        return replace(self, titles={**self.titles, **titles})

    def slug(self, page: SourcePage, target: str) -> str | None:
        """The page that an address within another one leads to; None when it leads out of the source."""
        parts = urlsplit(target)
        if parts.scheme or parts.netloc or not parts.path:
            return None
        typed = unquote(parts.path)
        place = _stem(posixpath.normpath(posixpath.join("/", page.base, typed)).lstrip("/"))
        bare = _stem(typed.strip("/"))
        if place in self.titles:
            return place
        return self.paths.get(place) or (bare if bare in self.titles else None)

    def _title(self, page: SourcePage, target: str) -> str | None:
        slug = self.slug(page, target)
        return self.titles[slug] if slug is not None else None


def linked_to(pages: Iterable[SourcePage], links: Links) -> set[str]:
    """The slugs of the pages that others of the source link to."""
    found: set[str] = set()

    def note(slug: str | None) -> None:
        if slug is not None and slug in links.titles:
            found.add(slug)

    for page in pages:
        _with_links(page.body, note, lambda target, page=page: note(links.slug(page, target)))  # type: ignore[misc]  # bound in the loop
    return found


def _with_links(
    body: str, wiki_link: Callable[[str], str | None], markdown_link: Callable[[str], str | None]
) -> str:
    if "[[" in body:
        body = retarget(body, wiki_link)
    if "](" in body or "]:" in body:
        body = relative_links(body, markdown_link)
    return body


def _stem(place: str) -> str:
    """The place without the ending of a file."""
    suffix = next((suffix for suffix in _SUFFIXES if place.lower().endswith(suffix)), "")
    return place[: len(place) - len(suffix)]
