"""What the demo's people talk of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.viewer import Viewer
from wiki.demo.traces import Trace, drafts_of_others, forget, revisions_of_others
from wiki.demo.words import Words
from wiki.kinds.forum.commands import accept_answer, open_topic, reply
from wiki.kinds.forum.events import TopicDeleted
from wiki.kinds.forum.models import Post, Topic
from wiki.kinds.pages.models import Page
from wiki.outbox import record
from wiki.parts.reading.commands import mark_read
from wiki.parts.spaces.models import Space


def open_topics(
    session: Session,
    told: Words,
    viewer: Callable[[str], Viewer],
    pages: Mapping[tuple[str, str], Page],
    spaces: Mapping[str, Space],
) -> None:
    """Have the people say what content/demo/topics.yaml tells."""
    for topic in told.topics:
        with clock.held(told.moment(topic["at"])):
            opened = open_topic(
                session,
                viewer(topic["by"]),
                spaces[topic["in"]],
                title=topic["title"],
                body=topic["body"],
                purpose=topic["purpose"],
                tags=topic["tags"],
                language=topic.get("language"),
                about=pages.get((topic["in"], topic.get("about", ""))),
            )
            _seen(session, viewer(topic["by"]), opened.id, opened.numbered)
        for post in topic.get("posts", ()):
            _reply(session, told, viewer, opened.id, post)


def _reply(
    session: Session,
    told: Words,
    viewer: Callable[[str], Viewer],
    topic_id: int,
    post: Mapping[str, Any],
) -> None:
    with clock.held(told.moment(post["at"])):
        said = reply(session, viewer(post["by"]), topic_id, body=post["body"])
        _seen(session, viewer(post["by"]), topic_id, said.number)
        if "accepted" in post:
            accept_answer(session, viewer(post["accepted"]), said.id)
            _seen(session, viewer(post["accepted"]), topic_id, said.number)


def _seen(session: Session, who: Viewer, topic_id: int, number: int) -> None:
    """Nobody's own words are news to them: whoever speaks in a browser is shown the topic, and so has read it."""
    mark_read(session, who, "topic", topic_id, number)


def topics_of_others(session: Session, space_id: int, people: Collection[int]) -> list[Trace]:
    """The topics of the space in which somebody else than these people wrote, or is writing."""
    rows = session.execute(
        select(Topic.id, Topic.title, Post.id.label("post_id"))
        .join(Post, Post.topic_id == Topic.id)
        .where(Topic.space_id == space_id)
        .order_by(Topic.id)
    ).all()
    found: dict[int, Trace] = {}
    posts = {row.post_id: row for row in rows}
    written = revisions_of_others(session, "post", posts, people)
    being_written = drafts_of_others(session, [f"post:{post_id}" for post_id in posts], people)
    places = {f"post:{row.post_id}": row for row in rows}
    said = [(posts[post_id], who) for post_id, who in written]
    said += [(places[place], who) for place, who in being_written]
    topics = {f"topic:{row.id}": row for row in rows}
    said += [(topics[place], who) for place, who in drafts_of_others(session, topics, people)]
    for row, who in said:
        found.setdefault(row.id, Trace(row.id, row.title, set())).people.add(who)
    return list(found.values())


def remove_topics(session: Session, space_id: int, besides: Collection[int]) -> None:
    """Take away the topics of the space, but for these, with all that is kept of them."""
    gone = session.scalars(select(Topic.id).where(Topic.space_id == space_id, Topic.id.not_in(besides))).all()
    posts = session.scalars(select(Post.id).where(Post.topic_id.in_(gone))).all()
    record(session, TopicDeleted("topic", tuple(gone), "", None))
    session.execute(update(Post).where(Post.id.in_(posts)).values(revision_id=None))
    forget(session, "post", posts)
    forget(session, "topic", gone)
    session.execute(delete(Post).where(Post.id.in_(posts)))
    session.execute(delete(Topic).where(Topic.id.in_(gone)))
