"""What stands in the world of the house tests, and the words by which it is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

# In every text, so that one search would bring every secret to light.
COMMON = "carrefour"


@dataclass(frozen=True)
class Canary:
    """A word that only those may meet who may do `action` to the item; of a draft, only its author."""

    word: str
    action: str
    kind: str
    item_id: int
    author: str | None = None


@dataclass(frozen=True)
class Place:
    """A space with a page, a topic and a reply that live, and one of each in the bin."""

    visibility: str
    space: str
    space_id: int
    slug: str
    page_id: int
    deleted_id: int
    topic_id: int
    topic_slug: str
    post_id: int
    deleted_topic_id: int
    deleted_post_id: int
    request_id: int
    invitation_id: int
    guest_id: int
    guest_invitation_id: int
    canaries: tuple[Canary, ...]
    corner: bool = False  # of a space that others read


def canaries(action: str, kind: str, item_id: int, *words: str) -> Iterator[Canary]:
    return (Canary(word, action, kind, item_id) for word in words)
