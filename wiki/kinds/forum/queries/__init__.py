"""Topics, posts, accepted answers and histories as their viewer may see them."""

from wiki.kinds.forum.queries.answers import EXCERPT, AnswerRow, answers
from wiki.kinds.forum.queries.history import CORRECTED, history, shown_revision
from wiki.kinds.forum.queries.posts import OnePost, PostRow, first_unread, post, posts_by_id, posts_on_page
from wiki.kinds.forum.queries.topics import (
    ALIVE,
    ANSWERED,
    ARCHIVED,
    CLOSED,
    OPEN,
    READ_NUMBER,
    SOLVED,
    STATES,
    TOPICS,
    TOPICS_OF_SPACE,
    TopicRow,
    every_topic_id,
    find_topic_id,
    topic,
    topics_by_id,
    topics_in_bin,
)

__all__ = [
    "ALIVE",
    "ANSWERED",
    "ARCHIVED",
    "CLOSED",
    "CORRECTED",
    "EXCERPT",
    "OPEN",
    "READ_NUMBER",
    "SOLVED",
    "STATES",
    "TOPICS",
    "TOPICS_OF_SPACE",
    "AnswerRow",
    "OnePost",
    "PostRow",
    "TopicRow",
    "answers",
    "every_topic_id",
    "find_topic_id",
    "first_unread",
    "history",
    "post",
    "posts_by_id",
    "posts_on_page",
    "shown_revision",
    "topic",
    "topics_by_id",
    "topics_in_bin",
]
