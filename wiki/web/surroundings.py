"""What kinds add to the screens of others: their places in the navigation of a space, the margin of an item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wiki.access.item import Item
from wiki.registry import KINDS, MarginPart
from wiki.web.transaction import session
from wiki.web.viewing import viewer


@dataclass(frozen=True, slots=True)
class Margin:
    """What stands beside an item: what can be done there, and what hangs there already."""

    invitations: Sequence[tuple[Any, str]]
    parts: Sequence[MarginPart]


def space_tabs(space_slug: str, space_id: int | None = None) -> list[tuple[str, str, str, Any]]:
    """(kind, address, icon, label) of the places of this space, those of its front first; without the kinds that are
    switched off there."""
    kinds = sorted(KINDS, key=lambda kind: kind.front is None)
    return [
        (kind.name, kind.tab.path(space_slug), kind.tab.icon, kind.tab.label)
        for kind in kinds
        if kind.tab is not None and viewer().begins(kind.name, space_id or 0)
    ]


def margin_of(item: Item, space_slug: str, mark: str | None) -> Margin:
    """The margin of an item, for this viewer. Without a mark nothing hangs there, and nothing is asked."""
    others = [kind.hanging for kind in KINDS if kind.hanging is not None and kind.name != item.kind]
    invitations = (hanging.invite(viewer(), item, space_slug) for hanging in others)
    parts = (hanging.part(session(), viewer(), item) for hanging in others) if mark else ()
    return Margin([invitation for invitation in invitations if invitation], [part for part in parts if part])
