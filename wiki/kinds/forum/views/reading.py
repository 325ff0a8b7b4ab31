"""A topic is read, from its first post, from the first unread one, from one that a link names."""

from __future__ import annotations

import secrets
from functools import partial

from flask import redirect, render_template, request
from werkzeug.wrappers import Response

from wiki.access.decision import may
from wiki.kinds.forum import naming, presentation, queries
from wiki.kinds.forum.addresses import ON_A_PAGE, page_of
from wiki.kinds.forum.forms import ReplyForm
from wiki.kinds.forum.queries import OnePost, TopicRow
from wiki.kinds.forum.views.doors import (
    FORUM,
    ON_POST,
    ON_TOPIC,
    blueprint,
    post_named,
    topic_named,
    topic_to_read,
)
from wiki.parts.reading.commands import mark_read
from wiki.web.gates import fetched
from wiki.web.trail import opened
from wiki.web.transaction import afterwards, session
from wiki.web.viewing import viewer


@blueprint.get(f"{FORUM}/<int:topic_id>-<words>")
@fetched("topic.read", topic_to_read)
def read(topic: TopicRow) -> str:
    page = min(max(request.args.get("page", 1, int), 1), page_of(topic.numbered))
    rows = queries.posts_on_page(session(), viewer(), topic, page)
    if (
        page > topic.pages and not rows
    ):  # past the end there is only what is held back, for those who may read it
        page = topic.pages
        rows = queries.posts_on_page(session(), viewer(), topic, page)
    posts = presentation.posts_shown(session(), viewer(), topic, rows)
    shown = render_template(
        "kinds/forum/topic.html",
        topic=topic,
        badge_of_state=naming.state_badge(topic),
        purpose=naming.PURPOSE_LABELS[topic.purpose],
        purpose_icon=naming.PURPOSE_ICONS[topic.purpose],
        posts=posts,
        goes_on=presentation.goes_on_elsewhere(topic, posts),
        answers=[
            (answer, presentation.answer_url(topic, answer.number, answer.id))
            for answer in (queries.answers(session(), topic) if page == 1 else ())
        ],
        about=presentation.about_card(session(), viewer(), topic),
        pages=presentation.pages_of(topic, page),
        form=_reply_form(topic) if page >= topic.pages else None,
    )
    opened(topic)
    _note_reading(topic, page)
    return shown


@blueprint.get(ON_TOPIC)
@fetched("topic.read", topic_named)
def find(topic: TopicRow) -> Response:
    """The short address, that a person may type."""
    return redirect(topic.url, 303)


@blueprint.get(f"{ON_TOPIC}/unread")
@fetched("topic.read", topic_named)
def unread(topic: TopicRow) -> Response:
    return redirect(queries.first_unread(session(), topic), 303)


@blueprint.get(ON_POST)
@fetched("topic.read", post_named)
def post(one: OnePost) -> Response:
    """A link to a post, which leads to where it stands by now."""
    return redirect(one.url, 303)


def _reply_form(topic: TopicRow) -> ReplyForm | None:
    """The form below the last post, with what the reader had begun to write in it."""
    if topic.closed_at or topic.archived_at or topic.deleted_at or not may(viewer(), "topic.reply", topic):
        return None
    return ReplyForm(
        formdata=None, body=topic.draft or "", where=str(topic.space_id), sending=secrets.token_hex(6)
    )


def _note_reading(topic: TopicRow, page: int) -> None:
    """Who sees a page of a topic has read up to its end. Written only when it is more than was known."""
    number = min(page * ON_A_PAGE, topic.last_number)
    if topic.unread and topic.deleted_at is None and number > (topic.read_number or 0):
        afterwards(partial(mark_read, actor=viewer(), kind="topic", item_id=topic.id, number=number))
