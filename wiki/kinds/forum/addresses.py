"""Where topics and posts stand: their paths."""

from __future__ import annotations

from urllib.parse import quote, urlencode

ON_A_PAGE = 20  # posts


def forum_path(space_slug: str) -> str:
    return f"/{quote(space_slug)}/-/topics"


def topic_path(space_slug: str, topic_id: int, slug: str, number: int = 1) -> str:
    """The path of a topic, at the page on which its post of this number stands."""
    page = page_of(number)
    path = f"/{quote(space_slug)}/-/topics/{topic_id}-{quote(slug)}"
    return f"{path}?page={page}" if page > 1 else path


def post_path(space_slug: str, post_id: int) -> str:
    """What leads to the post wherever it stands by then."""
    return f"/{quote(space_slug)}/-/posts/{post_id}"


def new_topic_path(space_slug: str, **values: str) -> str:
    """Where a topic can be opened, with what the form begins with."""
    path = f"{forum_path(space_slug)}/new"
    return f"{path}?{urlencode(values, safe=':')}" if values else path


def anchor(post_id: int) -> str:
    return f"post-{post_id}"


def page_of(number: int) -> int:
    """The page of a topic on which its post of this number stands. By numbers and not by counting, so that the
    last page of a long topic costs what the first one does."""
    return (max(number, 1) - 1) // ON_A_PAGE + 1
