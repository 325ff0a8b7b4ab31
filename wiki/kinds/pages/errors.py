"""What can be refused about pages."""

from __future__ import annotations

from wiki.errors import Conflict, Invalid, NotFound, TooLarge
from wiki.parts.revisions.merge import Merged


class NoSuchPage(NotFound):
    """This space has no page at this address, or none that you may read."""


class TitleTaken(Conflict):
    """Another page here is already titled “%(title)s”. Choose another title or another place."""


class TitleMissing(Invalid):
    """A page needs a title."""


class TitleTooLong(Invalid):
    """This title has %(length)s characters; the longest allowed has %(limit)s."""


class ReservedTitle(Invalid):
    """“%(title)s” cannot be the title of a page. Choose a title with at least one letter or digit."""


ABOUT_THE_TITLE = (TitleMissing, TitleTooLong, TitleTaken, ReservedTitle)


class BodyTooLarge(TooLarge):
    """This text weighs %(size)s kB; a page can hold %(limit)s kB. Split it into several pages."""


class NoSuchParent(Invalid):
    """The page under which this one should stand does not exist in this space."""


class MoveIntoItself(Conflict):
    """A page cannot stand under itself or under one of its own pages."""


class FirstPageStays(Conflict):
    """The first page of a space cannot be moved or put in the bin."""


class MoveOutOfRestriction(Conflict):
    """More people would read this page there than here. Whoever keeps the space lifts the restriction first."""


class FirstPageIsOpen(Conflict):
    """Whoever reads a space reads its first page. To close the whole space, change who knows of it."""


class NotRestricted(Conflict):
    """This page has no restriction of its own: it is read by whoever reads the page above it."""


class PageInBin(Conflict):
    """This page is in the bin since somebody deleted it. Restore it first, or save your words as a new page."""


class ChangedSinceRead(Conflict):
    """Somebody changed this page while you were reading it. Read what it says now before you approve it."""


class HeldBack(Conflict):
    """This page waits for a decision of those who moderate. It can be approved once it is shown."""


class NotApproved(Conflict):
    """This page is not official: there is nothing to withdraw."""


class ReasonMissing(Invalid):
    """Say why this page goes to the bin: its readers will ask."""


class EditsOverlap(Conflict):
    """%(author)s changed the same passages while you were writing. Nothing was lost: choose what to keep."""

    def __init__(self, merged: Merged, *, mine: str, base: int, current: int, author: str) -> None:
        super().__init__(author=author)
        self.merged = merged
        # What was merged: the text that was sent, the revision it was written from, the one that stands now.
        self.mine = mine
        self.base = base
        self.current = current


class RevisionIsRead(Invalid):
    """This revision is the page as it is read now: bring an earlier one back first, or hide the whole page."""
