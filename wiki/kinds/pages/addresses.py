"""Where pages stand: their paths."""

from __future__ import annotations

from urllib.parse import quote, urlencode


def page_path(space_slug: str, slug: str, *, first: bool = False) -> str:
    """The path of a page; the first page of a space is the space's own address."""
    return f"/{quote(space_slug)}" if first else f"/{quote(space_slug)}/{quote(slug)}"


def action_path(space_slug: str, slug: str, action: str) -> str:
    return f"/{quote(space_slug)}/{quote(slug)}/-/{action}"


def new_page_path(space_slug: str, title: str) -> str:
    """Where a page of this title can be written."""
    return f"/{quote(space_slug)}/-/new?{urlencode({'title': title})}"
