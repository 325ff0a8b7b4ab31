"""Who may do what to a topic and to its posts. To the rules, a post is of its topic."""

from __future__ import annotations

from typing import cast

from wiki.access.decision import Rule
from wiki.access.item import Item
from wiki.access.predicates import reader, space_expert, space_gardener, space_moderator, space_writer
from wiki.access.viewer import Viewer


def reader_while_there(viewer: Viewer, item: Item) -> bool:
    """whoever may read it, while it is not in the bin and no animator holds it back"""
    gone = getattr(item, "deleted_at", None) is not None
    return not gone and getattr(item, "held", None) is None and reader(viewer, item)


def author_of_what_is_held(viewer: Viewer, item: Item) -> bool:
    """its author, while an animator holds it back"""
    author_id = cast(int | None, getattr(item, "author_id", None))
    there = getattr(item, "deleted_at", None) is None
    return there and author_id is not None and author_id == viewer.account_id and reader(viewer, item)


def own(viewer: Viewer, item: Item) -> bool:
    """its author, who still writes in the space"""
    author_id = cast(int | None, getattr(item, "author_id", None))
    return author_id is not None and author_id == viewer.account_id and space_writer(viewer, item)


def asker(viewer: Viewer, item: Item) -> bool:
    """whoever asked, and still writes in the space"""
    asker_id = cast(int | None, getattr(item, "asker_id", None))
    return asker_id is not None and asker_id == viewer.account_id and space_writer(viewer, item)


def deleter(viewer: Viewer, item: Item) -> bool:
    """whoever put it there, and still writes in the space"""
    deleter_id = cast(int | None, getattr(item, "deleter_id", None))
    return deleter_id is not None and deleter_id == viewer.account_id and space_writer(viewer, item)


RULES_OF_TOPICS = (
    Rule(
        "topic.read",
        "Read a topic and its messages",
        (reader_while_there, author_of_what_is_held, deleter, space_moderator),
    ),
    Rule("topic.create", "Ask a question, open a discussion", (space_writer,), begins=True),
    Rule("topic.announce", "Make an announcement", (space_moderator,), begins=True),
    Rule("topic.reply", "Reply in a topic", (space_writer,)),
    Rule("topic.edit", "Change the words of a message, the title and tags of a topic", (own, space_gardener)),
    Rule("topic.accept", "Say that a reply answers the question", (asker, space_expert)),
    Rule("topic.keep", "Close, pin and archive a topic", (space_moderator,)),
    Rule("topic.move", "Move a topic to another space", (space_moderator,)),
    Rule("topic.delete", "Put a topic or a message in the bin", (own, space_moderator)),
    Rule("topic.bin", "See the topics in the bin of a space", (space_moderator,)),
    Rule("topic.restore", "Take a topic or a message out of the bin", (deleter, space_moderator)),
)
