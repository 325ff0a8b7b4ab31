"""Where each page of a source will stand, under which title and address, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.errors import RelaisError
from wiki.kinds.pages.commands import clean_body
from wiki.kinds.pages.importing.errors import InTheBin, SlugTooLong, SlugTwice
from wiki.kinds.pages.importing.links import Links, linked_to
from wiki.kinds.pages.importing.source import Refused, SourcePage
from wiki.kinds.pages.models import TITLE_LENGTH, Page
from wiki.kinds.pages.naming import clean_title
from wiki.parts.revisions.models import Revision
from wiki.parts.spaces.models import Space
from wiki.parts.words import folded, slug

SLUG_LENGTH = 200  # characters of a source's name that a page keeps

Place = int | str | None  # a page that exists, one of the source by its slug, or the first page of the space


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page to be written."""

    source: SourcePage
    title: str
    address: str
    language: str
    parent: str | None  # the slug of the page above; None for the space's first page


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page that was imported before."""

    source: SourcePage
    id: int
    title: str  # as it is here


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import comes to. New pages are in the order of writing: each after the one that it stands under."""

    new: Sequence[NewPage]
    known: Sequence[KnownPage]
    refused: Sequence[Refused]
    links: Links
    # Slug → title that links were written with by the import before, where it was changed here since.
    titles_then: Mapping[str, str]


def plan_import(session: Session, space: Space, read: Iterable[SourcePage | Refused]) -> Plan:
    """What importing these into the space comes to. Nothing is written."""
    refused: list[Refused] = []
    there = _There(session, space)
    pages = list(_taken(read, there, refused))
    by_path: dict[str, str] = {}
    for page in pages:
        by_path.setdefault(page.path, page.slug)
    known = [
        KnownPage(page, there.ids[page.slug], there.titles[there.ids[page.slug]])
        for page in pages
        if page.slug in there.ids
    ]
    new = list(_new_pages(pages, by_path, there, space))
    titles = {page.source.slug: page.title for page in known}
    titles.update((page.source.slug, page.title) for page in new)
    return Plan(new, known, refused, Links(titles, by_path), there.titles_then)


class _There:
    """What the space holds already."""

    def __init__(self, session: Session, space: Space) -> None:
        rows = session.execute(
            select(Page.id, Page.parent_id, Page.title, Page.slug, Page.source_slug, Page.deleted_at)
            .where(Page.space_id == space.id)
            .order_by(Page.id)
        ).all()
        living = [row for row in rows if row.deleted_at is None]
        self.ids = {str(row.source_slug): row.id for row in living if row.source_slug is not None}
        self.in_bin = {row.source_slug for row in rows if row.source_slug is not None} - set(self.ids)
        self.titles = {row.id: row.title for row in living}
        self.addresses = {row.slug for row in living}
        first = next((row.id for row in living if row.parent_id is None), None)
        self.siblings: set[tuple[Place, str]] = {
            (None if row.parent_id == first else row.parent_id, folded(row.title)) for row in living
        }
        self.titles_then = _titles_then(session, space)


def _titles_then(session: Session, space: Space) -> dict[str, str]:
    """Slug → title under which its last import left it, of pages that were renamed here since."""
    rows = session.execute(
        select(Page.source_slug, Revision.title)
        .join(Revision, (Revision.item_kind == "page") & (Revision.item_id == Page.id))
        .where(Page.space_id == space.id, Page.deleted_at.is_(None), Page.source_slug.is_not(None))
        .where(Revision.what == "imported", Revision.title != Page.title)
        .order_by(Revision.number)
    )
    return {str(row.source_slug): row.title for row in rows}


def _taken(
    read: Iterable[SourcePage | Refused], there: _There, refused: list[Refused]
) -> Iterator[SourcePage]:
    """The pages that can go in; what cannot is added to `refused`."""
    seen: dict[str, str] = {}
    for page in read:
        if isinstance(page, Refused):
            refused.append(page)
            continue
        try:
            _require_possible(page, there, seen)
        except RelaisError as error:
            refused.append(Refused(page.where, error))
        else:
            seen[page.slug] = page.where
            yield page


def _require_possible(page: SourcePage, there: _There, seen: Mapping[str, str]) -> None:
    if len(page.slug) > SLUG_LENGTH:
        raise SlugTooLong(length=len(page.slug), limit=SLUG_LENGTH)
    if page.slug in seen:
        raise SlugTwice(slug=page.slug, other=seen[page.slug])
    if page.slug in there.in_bin:
        raise InTheBin
    clean_title(page.title)
    clean_body(page.body)


def _new_pages(
    pages: Sequence[SourcePage], by_path: Mapping[str, str], there: _There, space: Space
) -> Iterator[NewPage]:
    """Those that the space does not hold, those above first."""
    naming = _Naming(pages, by_path, there)
    for page in sorted(pages, key=lambda page: page.path.count("/")):
        if page.slug not in there.ids:
            parent = _parent(page, by_path)
            title = naming.title(page, there.ids.get(parent, parent) if parent is not None else None)
            yield NewPage(page, title, naming.address(title), page.language or space.language, parent)


def _parent(page: SourcePage, by_path: Mapping[str, str]) -> str | None:
    """The nearest page on the way up its path."""
    path = page.path
    while path := path.rpartition("/")[0]:
        if path in by_path:
            return by_path[path]
    return None


class _Naming:
    """Gives new pages titles that nobody beside them bears, and addresses that no page of the space has."""

    def __init__(self, pages: Sequence[SourcePage], by_path: Mapping[str, str], there: _There) -> None:
        self._siblings = there.siblings
        self._addresses = there.addresses
        self._numbers: Counter[str] = Counter()
        self._borne = {folded(title) for title in there.titles.values()}
        titles = Counter(folded(page.title) for page in pages if page.slug not in there.ids)
        self._linked: set[str] = set()
        if any(number > 1 or title in self._borne for title, number in titles.items()):
            self._linked = linked_to(pages, Links({page.slug: page.title for page in pages}, by_path))

    def title(self, page: SourcePage, parent: Place) -> str:
        """The page's title, or what it becomes beside others of the same words: its folder is added, else a
        number. A page that others link to needs a title of its own in the whole space: links name titles."""
        for title in _variants(page):
            key = folded(title)
            alone = (
                key not in self._borne if page.slug in self._linked else (parent, key) not in self._siblings
            )
            if alone:
                self._borne.add(key)
                self._siblings.add((parent, key))
                return title
        raise AssertionError("numbers do not end")

    def address(self, title: str) -> str:
        """The title's words, numbered when taken."""
        base = slug(title, "page")
        address = base
        while address in self._addresses:
            self._numbers[base] += 1
            address = f"{base}-{self._numbers[base] + 1}"
        self._addresses.add(address)
        return address


def _variants(page: SourcePage) -> Iterator[str]:
    title = clean_title(page.title)
    yield title
    folder = page.path.rpartition("/")[0].rpartition("/")[2]
    if folder:
        yield _with(title, folder)
    for number in count(2):
        yield _with(title, str(number))


def _with(title: str, more: str) -> str:
    return clean_title(f"{title[: TITLE_LENGTH - len(more) - 3]} ({more})")
