"""Who may do what to a page."""

from __future__ import annotations

from wiki.access.decision import Rule
from wiki.access.predicates import reader, space_expert, space_steward, space_writer

RULES_OF_PAGES = (
    Rule("page.read", "Read a page, its history and its source", (reader,)),
    Rule("page.create", "Write a new page in a space", (space_writer,)),
    Rule("page.edit", "Change the words of a page", (space_writer,)),
    Rule("page.move", "Rename a page or put it elsewhere in the tree", (space_writer,)),
    Rule("page.delete", "Put a page in the bin", (space_writer,)),
    Rule("page.bin", "See the bin of a space", (space_writer,)),
    Rule("page.restrict", "Say that fewer people read a page", (space_steward,), sensitive=True),
    Rule("page.approve", "Say that a page is official", (space_expert,)),
    Rule("page.restore", "Take a page out of the bin", (space_writer,)),
)
