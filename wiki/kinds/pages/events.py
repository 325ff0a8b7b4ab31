"""What happens to pages, told after the commit. `item_ids` are the pages to index again."""

from __future__ import annotations

from dataclasses import dataclass

from wiki.outbox import ItemsChanged


@dataclass(frozen=True, slots=True)
class PageSaved(ItemsChanged):
    """A page has a new revision; besides it, the pages whose link words changed."""


@dataclass(frozen=True, slots=True)
class PageRenamed(ItemsChanged):
    """A page has another title: the texts that name it are to be rewritten."""

    page_id: int
    old_title: str
    new_title: str


@dataclass(frozen=True, slots=True)
class PageMoved(ItemsChanged):
    """A page stands elsewhere in the tree."""


@dataclass(frozen=True, slots=True)
class PageDeleted(ItemsChanged):
    """A page, with what stands under it, is in the bin."""


@dataclass(frozen=True, slots=True)
class PageRestored(ItemsChanged):
    """A page came back from the bin."""


@dataclass(frozen=True, slots=True)
class PageRestricted(ItemsChanged):
    """Fewer people read a page, with what stands under it, or others do."""

    page_id: int


@dataclass(frozen=True, slots=True)
class RestrictionLifted(ItemsChanged):
    """A page is read again by whoever reads the one above it."""

    page_id: int


@dataclass(frozen=True, slots=True)
class PageHeld(ItemsChanged):
    """Those who moderate hold a page back, or let it go."""


ALL = (
    PageHeld,
    PageSaved,
    PageRenamed,
    PageMoved,
    PageDeleted,
    PageRestored,
    PageRestricted,
    RestrictionLifted,
)
