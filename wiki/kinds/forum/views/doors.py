"""The blueprint of the forum, and how its views get the space, the topic or the post that an address names."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from wiki.access.viewer import Viewer
from wiki.kinds.forum import queries
from wiki.kinds.forum.errors import NoSuchPost, NoSuchTopic, TopicMoved
from wiki.kinds.forum.queries import OnePost, TopicRow

blueprint = Blueprint("forum", __name__)

Answer = str | tuple[str, int] | Response

FORUM = "/<space>/-/topics"
ON_TOPIC = f"{FORUM}/<int:topic_id>"
ON_POST = "/<space>/-/posts/<int:post_id>"


def topic_to_read(
    session: Session, viewer: Viewer, action: str, *, space: str, topic_id: int, words: str
) -> TopicRow:
    """The topic; an address that it had under another title, or in another space, leads to the one that it has."""
    found = queries.topic(session, viewer, topic_id, action)
    if (space, words) != (found.space_slug, found.slug):
        _lead_to(found.url)
    return found


def topic_named(session: Session, viewer: Viewer, action: str, *, space: str, topic_id: int) -> TopicRow:
    """The topic that is acted upon.

    :raises TopicMoved: when a form of it was opened in another space.
    """
    found = queries.topic(session, viewer, topic_id, action)
    _require_same_space(found, space)
    return found


def topic_replied_to(session: Session, viewer: Viewer, action: str, *, space: str, topic_id: int) -> TopicRow:
    """The topic in which a reply is written. What is sent to where it was comes in, so that its words are kept: the
    form says in which space it was opened."""
    found = queries.topic(session, viewer, topic_id, action)
    if request.method != "POST":
        _require_same_space(found, space)
    return found


def topic_in_bin(
    session: Session, viewer: Viewer, action: str, *, space: str, deleted_topic_id: int
) -> TopicRow:
    found = queries.topic(session, viewer, deleted_topic_id, action)
    if found.deleted_at is None:
        raise NoSuchTopic
    _require_same_space(found, space)
    return found


def post_named(session: Session, viewer: Viewer, action: str, *, space: str, post_id: int) -> OnePost:
    """The post that is read or acted upon."""
    found = queries.post(session, viewer, post_id, action)
    _require_same_space(found.topic, space)
    return found


def post_in_bin(
    session: Session, viewer: Viewer, action: str, *, space: str, deleted_post_id: int
) -> OnePost:
    found = queries.post(session, viewer, deleted_post_id, action)
    if found.deleted_at is None:
        raise NoSuchPost
    _require_same_space(found.topic, space)
    return found


def _require_same_space(topic: TopicRow, space: str) -> None:
    """Lead to where the topic is now; what is sent is not lost on the way, and not taken unseen."""
    if topic.space_slug == space:
        return
    if request.method not in ("GET", "HEAD"):
        raise TopicMoved(space=topic.space_title)
    values: dict[str, Any] = {**request.args, **(request.view_args or {}), "space": topic.space_slug}
    _lead_to(url_for(request.endpoint or "forum.index", **values))


def _lead_to(address: str) -> None:
    """:raises HTTPException: a redirection, for good."""
    query = request.query_string.decode()
    abort(redirect(f"{address}?{query}" if query and "?" not in address else address, 301))
