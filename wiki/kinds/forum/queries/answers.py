"""Accepted answers, as they are quoted under their question."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from wiki.db import rows
from wiki.kinds.forum.models import LIVING, Post
from wiki.kinds.forum.queries.topics import TopicRow
from wiki.parts.revisions.models import Rendering

EXCERPT = 420  # characters of an accepted answer that stand under the question
MOST_ANSWERS = 10  # accepted ones that are quoted there


class AnswerRow(NamedTuple):
    """An accepted answer, as it is quoted under the question."""

    id: int
    number: int
    author_name: str
    created_at: datetime
    accepted_by: str
    text: str

    @property
    def excerpt(self) -> str:
        """Its first words, cut between two of them."""
        if len(self.text) <= EXCERPT:
            return self.text
        return f"{self.text[:EXCERPT].rsplit(None, 1)[0]} …"


_ANSWERS = (
    select(
        Post.id,
        Post.number,
        Post.author_name,
        Post.created_at,
        Post.accepted_by,
        func.substr(Rendering.text, 1, EXCERPT + 1),
    )
    .join_from(Post, Rendering, Rendering.revision_id == Post.revision_id)
    .where(Post.topic_id == bindparam("topic"), Post.accepted_at.is_not(None), LIVING)
    .order_by(Post.accepted_at)
    .limit(MOST_ANSWERS)
)


def answers(session: Session, topic: TopicRow) -> list[AnswerRow]:
    """The accepted answers, in the order in which they were accepted."""
    if topic.solved_at is None:
        return []
    return [AnswerRow(*row) for row in rows(session, _ANSWERS, {"topic": topic.id})]
