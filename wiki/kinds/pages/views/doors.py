"""The blueprint of pages, and how its views get the page or the space that an address names."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from sqlalchemy.orm import Session

from wiki.access.decision import require
from wiki.access.viewer import Viewer
from wiki.kinds.pages import queries
from wiki.kinds.pages.errors import NoSuchPage
from wiki.kinds.pages.models import Page
from wiki.kinds.pages.queries import PageRow
from wiki.parts.spaces import queries as spaces
from wiki.parts.spaces.models import Space

blueprint = Blueprint("pages", __name__)

ON_PAGE = "/<space>/<slug>/-"
IN_SPACE = "/<space>/-"


def page_to_read(session: Session, viewer: Viewer, action: str, *, space: str, slug: str) -> PageRow:
    """The page with its text; an address that it once had leads to the one it has."""
    try:
        return queries.page_to_read(session, viewer, space, slug)
    except NoSuchPage:
        moved = queries.find_moved(session, viewer, space, slug)
        if moved is None:
            raise
        abort(redirect(moved.url, 301))


def page_named(session: Session, viewer: Viewer, action: str, *, space: str, slug: str) -> PageRow:
    """The page that is acted upon. Whoever has a form of it open when a colleague renames it sends the form to the
    old address: it is taken all the same."""
    try:
        return queries.page(session, viewer, space, slug, action)
    except NoSuchPage:
        moved = queries.find_moved(session, viewer, space, slug)
        if moved is None:
            raise
        if request.method in ("GET", "HEAD"):
            abort(redirect(_same_view(moved), 301))
        require(viewer, action, moved)
        return moved


def _same_view(page: PageRow) -> str:
    """The address of what is asked for, at where the page is now."""
    values = {**request.args, **(request.view_args or {}), "slug": page.slug}
    return url_for(request.endpoint or "pages.read", **values)


def page_in_bin(
    session: Session, viewer: Viewer, action: str, *, space: str, page_id: int
) -> tuple[Space, Page]:
    found = spaces.space(session, viewer, space)
    return found, queries.page_in_bin(session, viewer, found, page_id)
