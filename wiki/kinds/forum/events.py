"""What happens in the forum, told after the commit. `item_ids` are the topics to index again."""

from __future__ import annotations

from dataclasses import dataclass

from wiki.outbox import ItemsChanged


@dataclass(frozen=True, slots=True)
class TopicOpened(ItemsChanged):
    """A topic was opened."""


@dataclass(frozen=True, slots=True)
class TopicKept(ItemsChanged):
    """A topic was closed, pinned or archived, or no longer is."""


@dataclass(frozen=True, slots=True)
class TopicRelocated(ItemsChanged):
    """A topic was moved to another space."""


@dataclass(frozen=True, slots=True)
class TopicDeleted(ItemsChanged):
    """A topic was put in the bin."""


@dataclass(frozen=True, slots=True)
class TopicRestored(ItemsChanged):
    """A topic was taken out of the bin."""


@dataclass(frozen=True, slots=True)
class PostChanged(ItemsChanged):
    """A message was changed."""

    post_id: int


@dataclass(frozen=True, slots=True)
class PostWritten(PostChanged):
    """A message was written."""


@dataclass(frozen=True, slots=True)
class PostEdited(PostChanged):
    """A message was edited."""

    minor: bool


@dataclass(frozen=True, slots=True)
class AnswerAccepted(PostChanged):
    """An answer was accepted."""


@dataclass(frozen=True, slots=True)
class AnswerWithdrawn(PostChanged):
    """An accepted answer was withdrawn."""


@dataclass(frozen=True, slots=True)
class PostDeleted(PostChanged):
    """A message was put in the bin."""


@dataclass(frozen=True, slots=True)
class PostRestored(PostChanged):
    """A message was taken out of the bin."""


@dataclass(frozen=True, slots=True)
class TopicHeld(ItemsChanged):
    """Those who moderate hold a topic, or a message in it, back; or let it go."""


ALL = (
    TopicHeld,
    TopicOpened,
    TopicKept,
    TopicRelocated,
    TopicDeleted,
    TopicRestored,
    PostWritten,
    PostEdited,
    AnswerAccepted,
    AnswerWithdrawn,
    PostDeleted,
    PostRestored,
)
