"""What happens to pages, told after the commit. `item_ids` are the pages to index again."""

from __future__ import annotations

from dataclasses import dataclass

from wiki.outbox import ItemsChanged


@dataclass(frozen=True, slots=True)
class PageSaved(ItemsChanged):
    """A page was written."""

    # Besides it, the pages whose link words changed.


@dataclass(frozen=True, slots=True)
class PageRenamed(ItemsChanged):
    """A page was renamed."""

    # The texts that name it are to be rewritten.

    page_id: int
    old_title: str
    new_title: str


@dataclass(frozen=True, slots=True)
class PageMoved(ItemsChanged):
    """A page was moved."""


@dataclass(frozen=True, slots=True)
class PageDeleted(ItemsChanged):
    """A page was put in the bin, with what stands under it."""


@dataclass(frozen=True, slots=True)
class PageRestored(ItemsChanged):
    """A page was taken out of the bin."""


@dataclass(frozen=True, slots=True)
class PageRestricted(ItemsChanged):
    """A page was restricted, with what stands under it."""

    page_id: int


@dataclass(frozen=True, slots=True)
class RestrictionLifted(ItemsChanged):
    """The restriction of a page was lifted."""

    page_id: int


@dataclass(frozen=True, slots=True)
class PageApproved(ItemsChanged):
    """A page was made official."""

    number: int


@dataclass(frozen=True, slots=True)
class ApprovalWithdrawn(ItemsChanged):
    """A page is official no longer."""


@dataclass(frozen=True, slots=True)
class PageHeld(ItemsChanged):
    """Those who moderate hold a page back, or let it go."""


ALL = (
    ApprovalWithdrawn,
    PageApproved,
    PageHeld,
    PageSaved,
    PageRenamed,
    PageMoved,
    PageDeleted,
    PageRestored,
    PageRestricted,
    RestrictionLifted,
)
