"""Pages as their viewer may see them. The way of a read makes no entities: rows of statements built once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, bindparam, case, cast, func, literal, select
from sqlalchemy.orm import Session, aliased

from auth.models import Account
from wiki import clock
from wiki.access.decision import may, require
from wiki.access.filters import readable
from wiki.access.viewer import Viewer
from wiki.db import SEPARATOR, first_row, joined, rows
from wiki.errors import NotFound, SignInNeeded
from wiki.kinds.pages.addresses import page_path
from wiki.kinds.pages.errors import NoSuchPage
from wiki.kinds.pages.models import FormerAddress, Page
from wiki.parts.authors import author_mark
from wiki.parts.favourites.queries import favourite_mark
from wiki.parts.links.models import Link
from wiki.parts.margins.queries import margin_mark
from wiki.parts.presence.models import Presence
from wiki.parts.presence.queries import LASTS
from wiki.parts.revisions.models import Rendering, Revision
from wiki.parts.spaces.models import Space
from wiki.parts.tags.models import Tag

ALIVE = Page.deleted_at.is_(None)
CHILD = aliased(Page)


def has_children(*seen: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition that a page stands under this one, of those pages (`CHILD`) that are `seen`. It names the space, as
    the index of the tree does."""
    under = (CHILD.space_id == Page.space_id, CHILD.parent_id == Page.id, CHILD.deleted_at.is_(None))
    return select(literal(1)).where(*under, *seen).exists()


class PageRow(NamedTuple):
    """A page as it was read: an item for the rules, and what screens show of it."""

    id: int
    space_id: int
    access_class_id: int
    parent_id: int | None
    position: int
    title: str
    order_key: str
    slug: str
    language: str
    revision_id: int
    revision_number: int
    updated_at: datetime
    updated_by: str
    space_slug: str
    space_title: str
    tree_mark: str
    space_visibility: str
    space_class_id: int
    space_language: str
    space_sensitivity: str
    space_stage: str
    held: str | None  # how those who moderate hold it back
    approved_number: int | None  # the revision that somebody answered for
    approved_at: datetime | None
    approved_by: str | None
    tags: str | None
    # Only for reading: what `Rendering` keeps of the current revision.
    author_mark: int | None = None  # of whoever changed it last (wiki/parts/authors)
    html: str = ""
    contents: str = "[]"
    words: int = 0
    links: int = 0
    linked_from: str | None = None
    editors: str | None = None
    has_children: bool = False
    margin: str | None = None  # the mark of what other kinds hang beside it
    favourite: bool = False  # of its reader

    @property
    def kind(self) -> str:
        return "page"

    @property
    def official(self) -> bool:
        """Whether somebody answered for what it says now."""
        return self.approved_number == self.revision_number and self.held is None

    @property
    def first(self) -> bool:
        """Whether it is the first page of its space."""
        return self.parent_id is None

    @property
    def url(self) -> str:
        return page_path(self.space_slug, self.slug, first=self.first)

    @property
    def path(self) -> str:
        """Where it is, and under which what is done to it stands, whether it is the first page or not."""
        return page_path(self.space_slug, self.slug)

    @property
    def tag_list(self) -> list[str]:
        return self.tags.split(SEPARATOR) if self.tags else []

    def backlinks(self, viewer: Viewer) -> int:
        """How many pages that the viewer may read link to it."""
        counts = (each.split(":") for each in self.linked_from.split(SEPARATOR)) if self.linked_from else ()
        return sum(int(pages) for class_id, pages in counts if viewer.opens(int(class_id)))

    @property
    def editor_list(self) -> list[str]:
        """Names of the others who are editing it."""
        return sorted(self.editors.split(SEPARATOR)) if self.editors else []

    @property
    def place(self) -> str:
        """What its drafts and its writers are kept under."""
        return f"page:{self.id}"


_PAGE = (
    Page.id,
    Page.space_id,
    Page.access_class_id,
    Page.parent_id,
    Page.position,
    Page.title,
    Page.order_key,
    Page.slug,
    Page.language,
    Page.revision_id,
    Page.revision_number,
    Page.updated_at,
    Page.updated_by,
    Space.slug.label("space_slug"),
    Space.title.label("space_title"),
    Space.tree_mark,
    Space.visibility.label("space_visibility"),
    Space.access_class_id.label("space_class_id"),
    Space.language.label("space_language"),
    Space.sensitivity.label("space_sensitivity"),
    Space.stage.label("space_stage"),
    Page.held,
    Page.approved_number,
    Page.approved_at,
    Page.approved_by,
    select(joined(Tag.label))
    .where(Tag.item_kind == "page", Tag.item_id == Page.id)
    .correlate(Page)
    .scalar_subquery()
    .label("tags"),
)
_SOURCE = aliased(Page)
# How many pages of each access class link to it ("3:12", "5:1"): the same statement for every reader, who counts those
# of the classes that are open to them.
_BY_CLASS = (
    select(_SOURCE.access_class_id.label("class_id"), func.count(Link.source_id.distinct()).label("pages"))
    .join_from(Link, _SOURCE, (_SOURCE.id == Link.source_id) & (Link.source_kind == "page"))
    .where(Link.target_id == Page.id, Link.source_id != Page.id, _SOURCE.deleted_at.is_(None))
    .group_by(_SOURCE.access_class_id)
    .correlate(Page)
    .subquery()
)
_BACKLINKS = select(
    joined(cast(_BY_CLASS.c.class_id, String) + ":" + cast(_BY_CLASS.c.pages, String))
).scalar_subquery()
_EDITORS = (
    select(joined(Account.name))
    .join_from(Presence, Account, Account.id == Presence.account_id)
    .where(
        Presence.place == literal("page:") + cast(Page.id, String),
        Presence.seen_at > bindparam("since"),
        Presence.account_id != bindparam("me"),
    )
    .correlate(Page)
    .scalar_subquery()
)
_LAST_AUTHOR = (
    select(author_mark(Revision.author_id))
    .where(Revision.id == Page.revision_id)
    .correlate(Page)
    .scalar_subquery()
)
PAGES = select(*_PAGE).join_from(Page, Space, Space.id == Page.space_id).where(ALIVE)
_BY_SLUG = PAGES.where(Space.slug == bindparam("space"), Page.slug == bindparam("slug"))


def page_to_read(session: Session, viewer: Viewer, space: str, slug: str | None) -> PageRow:
    """The page with its rendered text; without a slug, the first page of the space.

    :raises NoSuchPage: when there is none, or none that the viewer may read.
    """
    values = {"space": space, "slug": slug, "since": clock.now() - LASTS, "me": viewer.account_id or 0}
    return _found(viewer, first_row(session, _FIRST if slug is None else _READ, values), "page.read")


_WITH_WHAT_SURROUNDS_IT = (
    PAGES.add_columns(
        _LAST_AUTHOR,
        Rendering.html,
        Rendering.contents,
        Rendering.words,
        Rendering.links,
        _BACKLINKS,
        _EDITORS,
        has_children(),
        margin_mark("page", Page.id),
        favourite_mark("page", Page.id, bindparam("me")),
    )
    .join(Rendering, Rendering.revision_id == Page.revision_id)
    .where(Space.slug == bindparam("space"))
)
_READ = _WITH_WHAT_SURROUNDS_IT.where(Page.slug == bindparam("slug"))
_FIRST = _WITH_WHAT_SURROUNDS_IT.where(Page.parent_id.is_(None))


def page(session: Session, viewer: Viewer, space: str, slug: str, action: str = "page.read") -> PageRow:
    """The page, without its text, if the viewer may do `action` to it.

    :raises NoSuchPage: when there is none, or none that the viewer may read.
    """
    return _found(viewer, first_row(session, _BY_SLUG, {"space": space, "slug": slug}), action)


def _found(viewer: Viewer, row: tuple[Any, ...] | None, action: str) -> PageRow:
    if row is None:
        raise NoSuchPage if viewer.signed_in or viewer.unbounded else SignInNeeded
    found = PageRow(*row)
    try:
        require(viewer, action, found)
    except NotFound as hidden:  # with the sentence of an absent page, so that the two look the same
        raise NoSuchPage from hidden
    return found


def pages_by_id(session: Session, viewer: Viewer, ids: Sequence[int]) -> list[PageRow]:
    """Those of these pages that the viewer may read, in no particular order."""
    wanted = PAGES.where(Page.id.in_(ids), readable(viewer, Page.access_class_id))
    return [PageRow(*row) for row in session.execute(wanted)]


def page_in_bin(session: Session, viewer: Viewer, space: Space, page_id: int) -> Page:
    """A page of this space that is in the bin.

    :raises NoSuchPage: when it is not there, or not for this viewer.
    """
    found = session.get(Page, page_id)
    if found is None or found.space_id != space.id or found.deleted_at is None:
        raise NoSuchPage
    try:
        require(viewer, "page.restore", found)
    except NotFound as hidden:  # with the sentence of an absent page, so that the two look the same
        raise NoSuchPage from hidden
    return found


def find_moved(session: Session, viewer: Viewer, space: str, slug: str) -> PageRow | None:
    """The page that once stood at this address, if the viewer may read it."""
    old_space = aliased(Space)
    row = session.execute(
        PAGES.join(FormerAddress, FormerAddress.page_id == Page.id)
        .join(old_space, old_space.id == FormerAddress.space_id)
        .where(old_space.slug == space, FormerAddress.slug == slug)
    ).first()
    found = PageRow(*row) if row is not None else None
    return found if found is not None and may(viewer, "page.read", found) else None


def is_ahead_of(page: PageRow) -> ColumnElement[bool]:
    """What stands before the page in the order of its level."""
    return (Page.position < page.position) | (
        (Page.position == page.position) & (Page.order_key < page.order_key)
    )


def sibling_before(session: Session, viewer: Viewer, page: PageRow) -> int | None:
    """The page that stands before this one under the same parent; None when it is the first."""
    return session.scalar(
        select(Page.id)
        .where(Page.parent_id == page.parent_id, ALIVE, Page.id != page.id, is_ahead_of(page))
        .where(readable(viewer, Page.access_class_id))
        .order_by(Page.position.desc(), Page.order_key.desc())
        .limit(1)
    )


# ── Links ──────────────────────────────────────────────────────────────────────────────────────────


class LinkTarget(NamedTuple):
    """Where a link of a page leads; `page_id` is None when no page of that title exists or may be known of."""

    number: int
    space_slug: str  # where a page of this title would be written
    space_id: int
    space_class_id: int
    prefix: str
    title: str
    section: str
    page_id: int | None
    page_class_id: int | None
    page_slug: str | None
    page_space_slug: str | None
    page_parent_id: int | None


_TARGET = aliased(Page)
_TARGET_SPACE = aliased(Space)
LINKS = (
    select(
        Link.number,
        Space.slug,
        Space.id,
        Space.access_class_id,
        Link.prefix,
        Link.title,
        Link.section,
        _TARGET.id,
        _TARGET.access_class_id,
        _TARGET.slug,
        _TARGET_SPACE.slug,
        _TARGET.parent_id,
    )
    .join_from(Link, Space, Space.id == Link.space_id)
    .outerjoin(_TARGET, (_TARGET.id == Link.target_id) & _TARGET.deleted_at.is_(None))
    .outerjoin(_TARGET_SPACE, _TARGET_SPACE.id == _TARGET.space_id)
)
_LINKS = LINKS.where(Link.source_kind == "page", Link.source_id == bindparam("page"))


def links_of(session: Session, page: PageRow) -> list[LinkTarget]:
    """The links of the page's current text, for `presentation` to resolve for one reader."""
    return [LinkTarget._make(row) for row in rows(session, _LINKS, {"page": page.id})]


def backlinks(
    session: Session, viewer: Viewer, page: PageRow, *, limit: int | None = None, offset: int = 0
) -> list[PageRow]:
    """The pages that link to this one and that the viewer may read, by title."""
    sources = select(Link.source_id).where(
        Link.source_kind == "page", Link.target_id == page.id, Link.source_id != page.id
    )
    listed = (
        PAGES.where(Page.id.in_(sources), readable(viewer, Page.access_class_id))
        .order_by(Page.order_key, Page.id)
        .limit(limit)
        .offset(offset)
    )
    return [PageRow(*row) for row in session.execute(listed)]


def wanted(
    session: Session, viewer: Viewer, space: Space, *, limit: int = 200, offset: int = 0
) -> list[tuple[str, int]]:
    """Titles that readable pages link to and that no page bears, with how many ask for them. A link to a space that
    the viewer may not read says what it says to them: that a page of this one is so titled."""
    source, target, meant = aliased(Page), aliased(Page), aliased(Space)
    absent = (Link.space_id == space.id) & target.id.is_(None)
    hidden = (source.space_id == space.id) & ~readable(viewer, meant.access_class_id)
    title = case((Link.space_id == space.id, Link.title), else_=Link.prefix + Link.title)
    key = case((Link.space_id == space.id, Link.title_key), else_=func.lower(Link.prefix + Link.title))
    asked = func.count(source.id.distinct())
    rows = session.execute(
        select(func.min(title), asked)
        .join_from(Link, meant, meant.id == Link.space_id)
        .join(
            source, (source.id == Link.source_id) & (Link.source_kind == "page") & source.deleted_at.is_(None)
        )
        .outerjoin(target, (target.id == Link.target_id) & target.deleted_at.is_(None))
        .where(absent | hidden, readable(viewer, source.access_class_id))
        .group_by(key)
        .order_by(asked.desc(), func.min(title))
        .limit(limit)
        .offset(offset)
    )
    return [(title, count) for title, count in rows]


def orphans(
    session: Session, viewer: Viewer, space: Space, *, limit: int = 200, offset: int = 0
) -> list[PageRow]:
    """Pages of the space that no other page links to and that stand directly under its first page, by title."""
    source = aliased(Page)
    linked = (
        select(literal(1))
        .join_from(Link, source, (source.id == Link.source_id) & (Link.source_kind == "page"))
        .where(Link.target_id == Page.id, source.id != Page.id, source.deleted_at.is_(None))
        .where(readable(viewer, source.access_class_id))
        .exists()
    )
    first = select(Page.id).where(Page.space_id == space.id, Page.parent_id.is_(None)).scalar_subquery()
    listed = (
        PAGES.where(Page.space_id == space.id, Page.parent_id == first, ~linked)
        .where(readable(viewer, Page.access_class_id))
        .order_by(Page.order_key, Page.id)
        .limit(limit)
        .offset(offset)
    )
    return [PageRow(*row) for row in session.execute(listed)]


# ── The bin ────────────────────────────────────────────────────────────────────────────────────────


def bin_of(
    session: Session, viewer: Viewer, space: Space, *, limit: int = 200, offset: int = 0
) -> Sequence[Page]:
    """What was put in the bin of the space, last first; what stood under a page came with it and is not listed."""
    above = aliased(Page)
    came_along = (
        select(above.id).where(above.id == Page.parent_id, above.deleted_at == Page.deleted_at).exists()
    )
    return session.scalars(
        select(Page)
        .where(Page.space_id == space.id, Page.deleted_at.is_not(None), ~came_along)
        .where(readable(viewer, Page.access_class_id))
        .order_by(Page.deleted_at.desc(), Page.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()


def subtree_ids(session: Session, page_id: int, condition: ColumnElement[bool] = ALIVE) -> list[int]:
    """The page and everything that stands under it, as far as `condition` holds."""
    down = select(Page.id).where(Page.id == page_id).cte("down", recursive=True)
    down = down.union_all(select(Page.id).join(down, Page.parent_id == down.c.id).where(condition))
    return list(session.scalars(select(down.c.id)))


def pages_under(session: Session, viewer: Viewer, page: PageRow) -> int:
    """How many pages that the viewer may read stand under it."""
    return len(subtree_ids(session, page.id, ALIVE & readable(viewer, Page.access_class_id))) - 1


def find_page_id(session: Session, space_id: int, path: str) -> int | None:
    """The id of the living page at this path below its space."""
    slug = path.partition("/")[0]
    return session.scalar(select(Page.id).where(Page.space_id == space_id, Page.slug == slug, ALIVE))


def every_page_id(session: Session) -> Iterator[int]:
    """The ids of all pages that are not in the bin."""
    yield from session.scalars(select(Page.id).where(ALIVE).order_by(Page.id))
