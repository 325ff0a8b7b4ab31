"""Restrict an item, say anew who reads it, lift the restriction. The kind has its items follow."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.item import Item
from wiki.access.keyring import new_class, reopen_class
from wiki.access.models import AccessClass
from wiki.access.roles import KEEP, right_word
from wiki.access.viewer import Viewer
from wiki.parts.restrictions.errors import ReasonOfRestrictionMissing, ReviewInThePast
from wiki.parts.restrictions.models import Restriction
from wiki.parts.restrictions.queries import find_restriction
from wiki.parts.words import clean_text


def restrict(
    session: Session,
    actor: Viewer,
    item: Item,
    words: Collection[str],
    *,
    within: int,
    reason: str,
    review_at: datetime | None = None,
) -> Restriction:
    """Have the item be opened by these words only, and by those who keep its space, as far as they open the class
    `within`. Whoever calls has asked for the right, and points the item to the class.

    :raises ReasonOfRestrictionMissing, ReviewInThePast: when it does not say why, or is to be reviewed too late.
    """
    reason = clean_text(reason).strip()
    if not reason:
        raise ReasonOfRestrictionMissing
    if review_at is not None and review_at <= clock.now():
        raise ReviewInThePast
    opening = {*words, right_word(KEEP, item.space_id)}
    restriction = find_restriction(session, item.kind, item.id)
    if restriction is None:
        restriction = Restriction(
            item_kind=item.kind,
            item_id=item.id,
            space_id=item.space_id,
            access_class_id=new_class(session, opening, within=within),
            made_at=clock.now(),
        )
        session.add(restriction)
    else:
        reopen_class(session, restriction.access_class_id, opening)
    restriction.owner_id, restriction.reason, restriction.review_at = actor.account_id, reason, review_at
    session.flush()
    return restriction


def forget_class(session: Session, restriction: Restriction) -> None:
    """Have the class of a restriction that was lifted be no more: no item points to it any longer."""
    session.execute(delete(AccessClass).where(AccessClass.id == restriction.access_class_id))
