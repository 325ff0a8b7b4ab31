"""One revision that those who moderate hid: its line stays in the history, with why; its words are theirs and its
author's.

Whether it is hidden is what was last decided about it: revisions themselves are never changed (chain.py).
"""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import case, select

from wiki.access.roles import MODERATE
from wiki.access.viewer import Viewer
from wiki.errors import Invalid, NotFound
from wiki.parts.moderation.models import Decision
from wiki.parts.moderation.reasons import HIDE, RESTORE
from wiki.parts.revisions.models import Revision

REVISION = "revision"  # how moderation names one

# Of a line of a history: the reason for which the revision is hidden, None where it is shown.
HIDDEN_BECAUSE = (
    select(case((Decision.action == HIDE, Decision.reason)))
    .where(
        Decision.item_kind == REVISION,
        Decision.item_id == Revision.id,
        Decision.action.in_((HIDE, RESTORE)),
    )
    .order_by(Decision.id.desc())
    .limit(1)
    .correlate(Revision)
    .scalar_subquery()
)


class RevisionHidden(NotFound):
    """Revision %(number)s is hidden: its author and those who moderate this space read it, and nobody else."""


class RevisionNotShown(Invalid):
    """Revision %(number)s is hidden: it can be brought back once it is shown again."""


class Written(Protocol):
    """Who wrote a revision: one, or a line of a history."""

    @property
    def author_id(self) -> int | None: ...


def reads_hidden(viewer: Viewer, space_id: int, revision: Written) -> bool:
    """Whether the viewer reads this revision of an item of the space although it is hidden."""
    own = revision.author_id is not None and revision.author_id == viewer.account_id
    return own or viewer.holds(MODERATE, space_id)
