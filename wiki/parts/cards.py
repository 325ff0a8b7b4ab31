"""Items of any kind, named by kind and id, as the cards that their kinds draw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from wiki.access.viewer import Viewer
from wiki.registry import KINDS, Card

Reference = tuple[str, int]  # kind and id


def cards_of(session: Session, viewer: Viewer, items: Iterable[Reference]) -> Mapping[Reference, Card]:
    """The cards of those of these items that the viewer may read, one question for each kind among them."""
    ids: dict[str, list[int]] = defaultdict(list)
    for kind, item_id in items:
        ids[kind].append(item_id)
    return {
        (name, item_id): card
        for name, wanted in ids.items()
        if name in KINDS
        for item_id, card in KINDS[name].cards(session, viewer, wanted).items()
    }
