"""What happens in the forum, told after the commit. `item_ids` are the topics to index again."""

from __future__ import annotations

from dataclasses import dataclass

from wiki.outbox import ItemsChanged


@dataclass(frozen=True, slots=True)
class TopicOpened(ItemsChanged):
    """Somebody asks, begins to discuss or announces."""


@dataclass(frozen=True, slots=True)
class TopicKept(ItemsChanged):
    """A topic was closed, opened again, pinned, let go, archived or taken out of the archives."""


@dataclass(frozen=True, slots=True)
class TopicRelocated(ItemsChanged):
    """A topic stands in another space."""


@dataclass(frozen=True, slots=True)
class TopicDeleted(ItemsChanged):
    """A topic is in the bin."""


@dataclass(frozen=True, slots=True)
class TopicRestored(ItemsChanged):
    """A topic came back from the bin."""


@dataclass(frozen=True, slots=True)
class PostChanged(ItemsChanged):
    post_id: int


@dataclass(frozen=True, slots=True)
class PostWritten(PostChanged):
    """Somebody replied."""


@dataclass(frozen=True, slots=True)
class PostEdited(PostChanged):
    """A post says something else; nobody is told of what is minor."""

    minor: bool


@dataclass(frozen=True, slots=True)
class AnswerAccepted(PostChanged):
    """A reply answers the question."""


@dataclass(frozen=True, slots=True)
class AnswerWithdrawn(PostChanged):
    """A reply does not answer the question after all."""


@dataclass(frozen=True, slots=True)
class PostDeleted(PostChanged):
    """A post is in the bin."""


@dataclass(frozen=True, slots=True)
class PostRestored(PostChanged):
    """A post came back from the bin."""


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
