"""Choose what the home of a community puts forward."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from wiki.access.decision import require
from wiki.access.viewer import Viewer
from wiki.outbox import record
from wiki.parts.cards import Reference, cards_of
from wiki.parts.communities.commands.joining import held
from wiki.parts.communities.errors import NoSuchKeyItem, TooManyKeyItems
from wiki.parts.communities.events import KeyItemsChanged
from wiki.parts.communities.models import KeyItem
from wiki.parts.spaces.models import Space
from wiki.parts.words import slug
from wiki.registry import KINDS

MOST = 12


def choose_key_items(session: Session, actor: Viewer, space: Space, chosen: Sequence[Reference]) -> None:
    """Have the home put these items forward, in this order, and no others.

    :raises NoSuchKeyItem: for one that is not of this space, or that the actor may not read.
    :raises TooManyKeyItems: for more than a home has room for.
    """
    require(actor, "space.feature", space)
    held(session, space)
    references = list(dict.fromkeys(chosen))
    if len(references) > MOST:
        raise TooManyKeyItems(limit=MOST)
    _require_of_space(session, actor, space, references)
    session.execute(delete(KeyItem).where(KeyItem.space_id == space.id))
    session.add_all(
        KeyItem(space_id=space.id, item_kind=kind, item_id=item_id, position=position)
        for position, (kind, item_id) in enumerate(references)
    )
    session.flush()
    record(session, KeyItemsChanged(*actor.by, space.id))


def _require_of_space(session: Session, actor: Viewer, space: Space, references: Sequence[Reference]) -> None:
    cards = cards_of(session, actor, references)
    for kind, item_id in references:
        items = KINDS[kind].load(session, [item_id]) if kind in KINDS else ()
        if (kind, item_id) not in cards or all(item.space_id != space.id for item in items):
            raise NoSuchKeyItem(where=f"{kind}:{item_id}")


def item_at(session: Session, space: Space, where: str) -> Reference:
    """The item of the space that is meant by a title, or by an address.

    :raises NoSuchKeyItem: when there is none.
    """
    path = where.strip().partition("#")[0].partition("?")[0]
    path = path.partition(f"/{space.slug}/")[2] if f"/{space.slug}/" in path else slug(path, "")
    for kind in KINDS:
        found = kind.at(session, space.id, path) if kind.at is not None else None
        if found is not None:
            return kind.name, found
    raise NoSuchKeyItem(where=where)
