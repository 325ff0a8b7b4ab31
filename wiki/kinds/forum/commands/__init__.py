"""What people do in the forum: each requires the right and records what happened."""

from wiki.kinds.forum.commands.answers import accept_answer, withdraw_answer
from wiki.kinds.forum.commands.discarding import delete_post, delete_topic, restore_post, restore_topic
from wiki.kinds.forum.commands.editing import edit_post
from wiki.kinds.forum.commands.keeping import (
    archive_topic,
    close_topic,
    move_topic,
    pin_topic,
    reopen_topic,
    unarchive_topic,
    unpin_topic,
)
from wiki.kinds.forum.commands.writing import open_topic, reply

__all__ = [
    "accept_answer",
    "archive_topic",
    "close_topic",
    "delete_post",
    "delete_topic",
    "edit_post",
    "move_topic",
    "open_topic",
    "pin_topic",
    "reopen_topic",
    "reply",
    "restore_post",
    "restore_topic",
    "unarchive_topic",
    "unpin_topic",
    "withdraw_answer",
]
