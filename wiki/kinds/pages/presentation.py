"""What the screens of pages show, made of rows. What depends on the reader is resolved here, after the cache."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from wiki.access.roles import WRITE
from wiki.access.viewer import Viewer
from wiki.kinds.pages.addresses import new_page_path, page_path
from wiki.kinds.pages.models import TITLE_LENGTH
from wiki.kinds.pages.queries import LinkTarget, PageRow
from wiki.kinds.pages.sidebar import Sidebar
from wiki.markup import Target, heading_id, resolve
from wiki.parts.drafts.models import Draft
from wiki.parts.moderation.reasons import REASONS
from wiki.parts.revisions.merge import Agreed, Conflict, Merged, normalise


@dataclass(frozen=True, slots=True)
class Author:
    name: str
    page: int | None = None  # their account, where the reader may open its page
    guest: bool = False


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """A revision in a list or at the head of a comparison."""

    number: int
    created_at: Any
    author: Author
    summary: str
    minor: bool
    what: str
    size: int
    change: int
    url: str
    is_current: bool
    id: int
    hidden: str = ""  # why, where others do not read it
    closed: bool = False  # hidden from whoever looks


def readable_html(viewer: Viewer, page: PageRow, links: Sequence[LinkTarget]) -> Markup:
    """The page's text with its links leading where this viewer may go."""
    return linked(viewer, page.html, links, (page.space_id, page.space_slug))


def linked(viewer: Viewer, html: str, links: Sequence[LinkTarget], home: tuple[int, str]) -> Markup:
    """A rendered text with its links leading where this viewer may go.

    :param home: id and address of the space in which it is written.
    """
    if not links:
        return Markup(html)  # noqa: S704 (rendered and sanitised before)
    tooltip = gettext("This page does not exist yet")
    targets = {link.number: target_of(viewer, home, link, tooltip) for link in links}
    return Markup(resolve(html, targets))  # noqa: S704 (the same)


def target_of(viewer: Viewer, home: tuple[int, str], link: LinkTarget, tooltip: str) -> Target:
    """Where a link leads this viewer.

    :param home: id and address of the space in which it is written.
    """
    if link.page_id is not None and viewer.opens(link.page_class_id or 0):
        path = page_path(link.page_space_slug or "", link.page_slug or "", first=link.page_parent_id is None)
        return Target(f"{path}#{heading_id(link.section)}" if link.section else path, "present")
    # A page that may not be read is drawn like one that does not exist; and where its space may not be read, like a
    # page of this space whose title begins with that word and a colon.
    space_id, space_slug, title = link.space_id, link.space_slug, link.title
    if not viewer.opens(link.space_class_id):
        (space_id, space_slug), title = home, link.prefix + link.title
    url = new_page_path(space_slug, title[:TITLE_LENGTH]) if viewer.holds(WRITE, space_id) else ""
    return Target(url, "absent", tooltip)


def contents_of(page: PageRow) -> list[tuple[int, str, str]]:
    return [(level, text, identifier) for level, text, identifier in json.loads(page.contents)]


def revision_line(
    page: PageRow, row: Any, author: Author, because: str | None = None, *, closed: bool = False
) -> RevisionLine:
    """:param row: a Revision, or a line of a history.
    :param because: the code of the reason for which it is hidden.
    :param closed: whether it is hidden from whoever looks.
    """
    return RevisionLine(
        number=row.number,
        created_at=row.created_at,
        author=author,
        summary="" if closed else row.summary or str(WHAT_HAPPENED.get(row.what, "")),
        minor=row.minor,
        what=row.what,
        size=row.size,
        change=row.growth,
        url=f"/{page.space_slug}/{page.slug}/-/revisions/{row.number}",
        is_current=row.number == page.revision_number,
        id=row.id,
        hidden=gettext(REASONS[because].source) if because is not None else "",
        closed=closed,
    )


WHAT_HAPPENED = {
    "created": _("Page created"),
    "renamed": _("Page renamed"),
    "moved": _("Page moved"),
    "reverted": _("Earlier revision brought back"),
    "imported": _("Page imported"),
    "deleted": _("Page put in the bin"),
    "restored": _("Page taken out of the bin"),
    "relinked": _("Links updated"),
}


def regions_of(merged: Merged) -> list[dict[str, Any]]:
    """The regions of an unfinished merge, conflicts numbered from 1."""
    numbers = count(1)
    return [
        {"kind": "agreed", "text": region.text}
        if isinstance(region, Agreed)
        else {
            "kind": "conflict",
            "n": next(numbers),
            "base": region.base,
            "mine": region.mine,
            "theirs": region.theirs,
        }
        for region in merged.regions
    ]


def chosen_text(merged: Merged, choices: Mapping[str, str]) -> str:
    """The merge finished by hand: for each conflict, `choice-N` says mine, theirs, both, or hand with `words-N`."""
    numbers = count(1)
    return "".join(
        region.text if isinstance(region, Agreed) else _chosen(region, next(numbers), choices)
        for region in merged.regions
    )


def _chosen(conflict: Conflict, number: int, choices: Mapping[str, str]) -> str:
    if choices.get(f"choice-{number}") == "hand":
        return normalise(choices.get(f"words-{number}", ""))
    return {
        "theirs": conflict.theirs,
        "both": normalise(conflict.mine) + conflict.theirs,
    }.get(choices.get(f"choice-{number}", ""), conflict.mine)


@dataclass(frozen=True, slots=True)
class DraftBeside:
    """A draft that the writer may go on with. `differs` from the text that the form shows."""

    body: str
    saved_at: datetime
    differs: bool


def draft_beside(draft: Draft | None, shown: str) -> DraftBeside | None:
    if draft is None:
        return None
    return DraftBeside(draft.body, draft.saved_at, normalise(draft.body) != normalise(shown))


@dataclass(frozen=True, slots=True)
class SpaceOfPage:
    """The space of a page, as its screens need it; an item for the rules."""

    id: int
    access_class_id: int
    slug: str
    title: str
    language: str
    visibility: str
    sensitivity: str
    stage: str
    kind: str = "space"

    @property
    def space_id(self) -> int:
        return self.id


def space_of(page: PageRow) -> SpaceOfPage:
    return SpaceOfPage(
        page.space_id,
        page.space_class_id,
        page.space_slug,
        page.space_title,
        page.space_language,
        page.space_visibility,
        page.space_sensitivity,
        page.space_stage,
    )


Crumb = tuple[str, str | None, str]  # label, address if it leads somewhere else, language if it is a title


def crumbs_of(page: PageRow, tree: Sidebar) -> list[Crumb]:
    """The way down from the space; its first page stands for it."""
    above: list[Crumb] = [crumb_of_space(page), *tree.crumbs]
    return above if page.first else [*above, (page.title, None, page.language)]


def crumb_of_space(page: PageRow) -> Crumb:
    return page.space_title, page_path(page.space_slug, "", first=True), page.space_language
