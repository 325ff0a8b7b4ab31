"""Who may do what to a notice."""

from wiki.access.decision import Rule
from wiki.access.predicates import reader, space_writer

RULES_OF_NOTICES = (
    Rule("notice.read", "Read a notice", (reader,)),
    Rule("notice.edit", "Post a notice", (space_writer,)),
)
