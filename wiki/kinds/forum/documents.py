"""Topics as the search knows them, and as cards show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from search.documents import Document
from wiki.access.filters import readable, readers_of
from wiki.access.item import Item
from wiki.access.viewer import Viewer
from wiki.kinds.forum.addresses import forum_path
from wiki.kinds.forum.models import LIVING, Post, Topic
from wiki.kinds.forum.naming import PURPOSE_LABELS, STATE_LABELS
from wiki.kinds.forum.queries import ALIVE, EXCERPT, TOPICS, TopicRow, topics_by_id
from wiki.parts.revisions.models import Rendering
from wiki.registry import Card

# Each reply has its whole topic indexed again. Without a bound, the five-thousandth would have five thousand analysed;
# what a topic is about is said where it begins, in what was accepted, and in what was said last.
FIRST_POSTS = 50
LAST_POSTS = 150
MOST_WORDS = 120_000  # characters of one topic
ANSWER_WORDS = 4_000  # characters of an accepted answer that weigh as headings do


class Said(NamedTuple):
    """A post, as the search takes it in."""

    topic_id: int
    number: int
    author_name: str
    accepted: bool
    text: str


def load(session: Session, ids: Iterable[int]) -> Sequence[Item]:
    """Those of these topics that exist and are not in the bin."""
    return [TopicRow(*row) for row in session.execute(TOPICS.where(Topic.id.in_(list(ids)), ALIVE))]


def readable_topics(viewer: Viewer) -> Select[int, datetime]:
    """Id and last message of every topic that the viewer may read and that is not in the bin."""
    return select(Topic.id, Topic.last_post_at).where(ALIVE, readable(viewer, Topic.access_class_id))


def documents(session: Session, topics: Sequence[Item]) -> list[Document]:
    """What the search should know of these topics."""
    said = _said(session, [topic.id for topic in topics])
    return [_document(cast(TopicRow, topic), said[topic.id]) for topic in topics]


def _document(topic: TopicRow, posts: Sequence[Said]) -> Document:
    return Document(
        kind="topic",
        id=topic.id,
        title=topic.title,
        body=_bounded(posts),
        language=topic.language[:2],
        readers=readers_of(topic),
        space=topic.space_slug,
        headings=tuple(post.text[:ANSWER_WORDS] for post in posts if post.accepted),
        tags=tuple(topic.tag_list),
        authors=tuple(dict.fromkeys(post.author_name for post in posts)),
        state=topic.state,
        created_at=topic.created_at,
        updated_at=topic.last_post_at,
    )


def _said(session: Session, ids: Sequence[int]) -> Mapping[int, list[Said]]:
    """Topic → its posts that count most, in their order."""
    rows = session.execute(
        select(Post.topic_id, Post.number, Post.author_name, Post.accepted_at.is_not(None), Rendering.text)
        .join_from(Topic, Post, Post.topic_id == Topic.id)
        .join(Rendering, Rendering.revision_id == Post.revision_id)
        .where(
            Topic.id.in_(ids),
            LIVING,
            or_(
                Post.number <= FIRST_POSTS,
                Post.number > Topic.last_number - LAST_POSTS,
                Post.accepted_at.is_not(None),
            ),
        )
        .order_by(Post.topic_id, Post.number)
    )
    said: dict[int, list[Said]] = defaultdict(list)
    for row in rows:
        said[row.topic_id].append(Said(*row))
    return said


def _bounded(posts: Sequence[Said]) -> str:
    """The words of the posts: first the opening and what was accepted, then the newest as far as they go."""
    best = sorted(posts, key=lambda post: (post.number != 1, not post.accepted, -post.number))
    kept, room = set(), MOST_WORDS
    for post in best:
        if len(post.text) <= room or post.number == 1:
            kept.add(post.number)
            room -= len(post.text)
    return "\n".join(post.text for post in posts if post.number in kept)


def cards(session: Session, viewer: Viewer, ids: Iterable[int]) -> Mapping[int, Card]:
    """Topic id → its card, for those that the viewer may read."""
    topics = topics_by_id(session, viewer, list(ids))
    quotes = _quotes(session, [topic.id for topic in topics if topic.solved_at is not None])
    return {topic.id: card(topic, quotes.get(topic.id, "")) for topic in topics}


def card(topic: TopicRow, quote: str = "") -> Card:
    """The card of a topic that was read; `quote` are the first words of its answer."""
    return Card(
        kind="topic",
        id=topic.id,
        title=topic.title,
        url=topic.url,
        space_title=topic.space_title,
        space_url=forum_path(topic.space_slug),
        updated_at=topic.last_post_at,
        author=topic.author_name,
        language=topic.language,
        space_language=topic.space_language,
        tags=tuple(topic.tag_list),
        facts=facts_of(topic),
        quote=quote,
    )


def facts_of(topic: TopicRow) -> tuple[Any, ...]:
    """What the topic is for, and the state that it is in where that says something."""
    state = STATE_LABELS.get((topic.purpose, topic.state)) or STATE_LABELS.get(("", topic.state))
    return (PURPOSE_LABELS[topic.purpose], state) if state else (PURPOSE_LABELS[topic.purpose],)


def _quotes(session: Session, ids: Sequence[int]) -> Mapping[int, str]:
    """Topic → the first words of the answer that was accepted first."""
    if not ids:
        return {}
    rows = session.execute(
        select(Post.topic_id, func.substr(Rendering.text, 1, EXCERPT))
        .join(Rendering, Rendering.revision_id == Post.revision_id)
        .where(Post.topic_id.in_(ids), Post.accepted_at.is_not(None), LIVING)
        .order_by(Post.accepted_at.desc())
    )
    return {row[0]: row[1] for row in rows}
