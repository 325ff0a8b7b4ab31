"""What the demo's people talk of, where this installation has a forum: it is found by its name, and may be absent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from typing import Any

from sqlalchemy import Table, delete, select, update
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.viewer import Viewer
from wiki.db import Base
from wiki.demo.traces import Trace, drafts_of_others, forget, revisions_of_others
from wiki.demo.words import Words
from wiki.kinds.pages.models import Page
from wiki.outbox import record
from wiki.parts.spaces.models import Space
from wiki.registry import KINDS

KIND = "topic"


def open_topics(
    session: Session,
    told: Words,
    viewer: Callable[[str], Viewer],
    pages: Mapping[tuple[str, str], Page],
    spaces: Mapping[str, Space],
) -> None:
    """Have the people say what content/demo/topics.yaml tells."""
    if KIND not in KINDS:
        return
    commands = import_module("wiki.kinds.forum.commands")
    for topic in told.topics:
        with clock.held(told.moment(topic["at"])):
            opened = commands.open_topic(
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
        for post in topic.get("posts", ()):
            _reply(session, told, viewer, commands, opened.id, post)


def _reply(
    session: Session,
    told: Words,
    viewer: Callable[[str], Viewer],
    commands: Any,
    topic_id: int,
    post: Mapping[str, Any],
) -> None:
    with clock.held(told.moment(post["at"])):
        said = commands.reply(session, viewer(post["by"]), topic_id, body=post["body"])
        if "accepted" in post:
            commands.accept_answer(session, viewer(post["accepted"]), said.id)


def topics_of_others(session: Session, space_id: int, people: Collection[int]) -> list[Trace]:
    """The topics of the space in which somebody else than these people wrote, or is writing."""
    if KIND not in KINDS:
        return []
    topic, post = _tables()
    rows = session.execute(
        select(topic.c.id, topic.c.title, post.c.id.label("post_id"))
        .join(post, post.c.topic_id == topic.c.id)
        .where(topic.c.space_id == space_id)
        .order_by(topic.c.id)
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
    if KIND not in KINDS:
        return
    topic, post = _tables()
    gone = session.scalars(
        select(topic.c.id).where(topic.c.space_id == space_id, topic.c.id.not_in(besides))
    ).all()
    posts = session.scalars(select(post.c.id).where(post.c.topic_id.in_(gone))).all()
    record(session, import_module("wiki.kinds.forum.events").TopicDeleted(KIND, tuple(gone), ""))
    session.execute(update(post).where(post.c.id.in_(posts)).values(revision_id=None))
    forget(session, "post", posts)
    forget(session, KIND, gone)
    session.execute(delete(post).where(post.c.id.in_(posts)))
    session.execute(delete(topic).where(topic.c.id.in_(gone)))


def _tables() -> tuple[Table, Table]:
    return Base.metadata.tables[KIND], Base.metadata.tables["post"]
