"""What was written, by whom, and how every table forgets an item."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from auth.models import Account
from wiki.db import Base
from wiki.parts.drafts.models import Draft
from wiki.parts.revisions.hiding import REVISION
from wiki.parts.revisions.models import Revision


@dataclass(frozen=True, slots=True)
class Trace:
    """An item in which these people wrote."""

    id: int
    title: str
    people: set[str]  # names


def revisions_of_others(
    session: Session, kind: str, ids: Iterable[int], people: Collection[int]
) -> Sequence[tuple[int, str]]:
    """(item, name of who wrote) of all that others than these people wrote in these items, or brought in from
    elsewhere. What the site itself writes, such as links that follow a title, is nobody's."""
    by_others = Revision.author_id.not_in(people) | (Revision.what == "imported")
    found = session.execute(
        select(Revision.item_id, Revision.author_name)
        .where(Revision.item_kind == kind, Revision.item_id.in_(list(ids)), by_others)
        .distinct()
    )
    return [(row.item_id, row.author_name) for row in found]


def drafts_of_others(
    session: Session, places: Iterable[str], people: Collection[int]
) -> Sequence[tuple[str, str]]:
    """(place, name of who writes) of the drafts that others than these people keep for these places."""
    found = session.execute(
        select(Draft.place, Account.name)
        .join(Account, Account.id == Draft.account_id)
        .where(Draft.place.in_(list(places)), Draft.account_id.not_in(people))
    )
    return [(row.place, row.name) for row in found]


def forget(session: Session, kind: str, ids: Sequence[int]) -> None:
    """Take away what any table holds about these items and their revisions: by their kind and id, or by the place that
    they are."""
    theirs = select(Revision.id).where(Revision.item_kind == kind, Revision.item_id.in_(ids))
    if revisions := session.scalars(theirs).all():
        forget(session, REVISION, revisions)
    places = [f"{kind}:{item_id}" for item_id in ids]
    for table in reversed(Base.metadata.sorted_tables):
        about = [
            (table.c[kinds] == kind) & table.c[items].in_(ids)
            for kinds, items in (("item_kind", "item_id"), ("source_kind", "source_id"))
            if kinds in table.c and items in table.c
        ]
        if "place" in table.c:
            about.append(table.c.place.in_(places))
        if about:
            session.execute(delete(table).where(or_(*about)))
