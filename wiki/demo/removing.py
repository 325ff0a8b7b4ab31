"""The demo goes away: what its people wrote in its spaces, and nothing that somebody else wrote there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from auth.identity import account_word
from auth.models import Account
from wiki.access.keyring import rights_changed
from wiki.access.models import Acceptance, AccessClass, AccessWord, Grant, RulesVersion
from wiki.access.roles import STEWARD
from wiki.demo.marks import OUR_FIRST_PAGES, OUR_PEOPLE
from wiki.demo.topics import remove_topics, topics_of_others
from wiki.demo.traces import Trace, drafts_of_others, forget, revisions_of_others
from wiki.kinds.pages.events import PageDeleted
from wiki.kinds.pages.linking import tree_changed
from wiki.kinds.pages.models import Page
from wiki.outbox import record
from wiki.parts.drafts.models import Draft
from wiki.parts.revisions.models import Revision
from wiki.parts.spaces.models import Space


@dataclass(frozen=True, slots=True)
class Kept:
    """A space that stays, because others than the demo's people wrote there."""

    title: str
    address: str
    items: Sequence[str]  # titles of what they wrote in
    people: Sequence[str]  # their names
    kept_by_somebody: bool  # whether it still has a steward


@dataclass(frozen=True, slots=True)
class Removal:
    """What became of the demo."""

    gone: int  # accounts and spaces
    kept: Sequence[Kept]


def remove_demo(session: Session) -> Removal:
    """Take away the demo's accounts and spaces. In its spaces, what others wrote stays, with what it stands under;
    elsewhere, what its people wrote stays under their names."""
    people = session.scalars(select(Account.id).where(OUR_PEOPLE)).all()
    spaces = session.scalars(
        select(Space).where(Space.id.in_(select(Page.space_id).where(OUR_FIRST_PAGES))).order_by(Space.title)
    ).all()
    words = [account_word(account_id) for account_id in people]
    # An account that comes later may be given the number of one that went: no right waits for it.
    session.execute(delete(Grant).where(Grant.word.in_(words)))
    session.execute(delete(AccessWord).where(AccessWord.word.in_(words)))
    _withdraw_terms(session, people)
    kept = list(_without_spaces(session, spaces, people))
    session.execute(update(Revision).where(Revision.author_id.in_(people)).values(author_id=None))
    session.execute(delete(Account).where(Account.id.in_(people)))
    rights_changed(session)
    return Removal(len(people) + len(spaces) - len(kept), kept)


def _withdraw_terms(session: Session, people: Collection[int]) -> None:
    """The terms of use that came with the demo go with it, unless others accepted them or published their own."""
    others = select(Acceptance.id).where(Acceptance.space_id.is_(None), Acceptance.account_id.not_in(people))
    theirs = select(RulesVersion.id).where(
        RulesVersion.space_id.is_(None),
        or_(RulesVersion.published_by_id.is_(None), RulesVersion.published_by_id.not_in(people)),
    )
    if not session.scalar(select(or_(others.exists(), theirs.exists()))):
        session.execute(delete(RulesVersion).where(RulesVersion.space_id.is_(None)))


def _without_spaces(session: Session, spaces: Sequence[Space], people: Collection[int]) -> Iterator[Kept]:
    """Take away each of the spaces, or what the demo put there: those that stay are told."""
    for space in spaces:
        pages, topics = (
            _pages_of_others(session, space.id, people),
            topics_of_others(session, space.id, people),
        )
        begun = _begun_by_others(session, space.id, people)
        remove_topics(session, space.id, besides=[each.id for each in topics])
        if pages or topics or begun:
            _remove_pages(session, space, besides=_with_those_above(session, space.id, pages))
            tree_changed(session, space.id)
            yield _kept(session, space, [*pages, *topics, *begun])
        else:
            _remove_pages(session, space, besides=())
            _remove_space(session, space)


def _pages_of_others(session: Session, space_id: int, people: Collection[int]) -> list[Trace]:
    titles = {
        row.id: row.title
        for row in session.execute(
            select(Page.id, Page.title).where(Page.space_id == space_id).order_by(Page.id)
        )
    }
    traces = {page_id: Trace(page_id, title, set()) for page_id, title in titles.items()}
    for page_id, who in revisions_of_others(session, "page", titles, people):
        traces[page_id].people.add(who)
    for place, who in drafts_of_others(session, [f"page:{page_id}" for page_id in titles], people):
        traces[int(place.partition(":")[2])].people.add(who)
    return [trace for trace in traces.values() if trace.people]


def _begun_by_others(session: Session, space_id: int, people: Collection[int]) -> list[Trace]:
    """New pages and topics that somebody else has begun to write in the space."""
    begun = session.execute(
        select(Draft.id, Draft.title, Account.name)
        .join(Account, Account.id == Draft.account_id)
        .where(_begun_in(space_id), Draft.account_id.not_in(people))
    )
    return [Trace(row.id, row.title or "…", {row.name}) for row in begun]


def _begun_in(space_id: int) -> ColumnElement[bool]:
    return Draft.place.startswith(f"space:{space_id}:") | Draft.place.startswith(f"topics:{space_id}:")


def _with_those_above(session: Session, space_id: int, pages: Sequence[Trace]) -> set[int]:
    """These pages with those that they stand under, up to the first one of the space."""
    parents = {
        row.id: row.parent_id
        for row in session.execute(select(Page.id, Page.parent_id).where(Page.space_id == space_id))
    }
    first = session.scalar(select(Page.id).where(Page.space_id == space_id, OUR_FIRST_PAGES))
    staying = {first} if first is not None else set()
    for page in pages:
        step: int | None = page.id
        while step is not None and step not in staying:
            staying.add(step)
            step = parents[step]
    return staying


def _remove_pages(session: Session, space: Space, besides: Collection[int]) -> None:
    pages = session.scalars(select(Page.id).where(Page.space_id == space.id, Page.id.not_in(besides))).all()
    record(session, PageDeleted("page", tuple(pages), "", None))
    session.execute(update(Page).where(Page.id.in_(pages)).values(parent_id=None, revision_id=None))
    forget(session, "page", pages)
    session.execute(delete(Page).where(Page.id.in_(pages)))
    # Those that stay are nobody's demo any more.
    session.execute(update(Page).where(Page.id.in_(besides), OUR_FIRST_PAGES).values(source_slug=None))


def _remove_space(session: Session, space: Space) -> None:
    session.execute(delete(Draft).where(_begun_in(space.id)))
    access_class_id = space.access_class_id
    session.delete(space)
    session.flush()
    _remove_class(session, access_class_id)


def _remove_class(session: Session, access_class_id: int) -> None:
    """Take away the class with those that stand within it, of what was restricted or held back."""
    for inner in session.scalars(
        select(AccessClass.id).where(AccessClass.within_id == access_class_id)
    ).all():
        _remove_class(session, inner)
    session.execute(delete(AccessClass).where(AccessClass.id == access_class_id))


def _kept(session: Session, space: Space, traces: Sequence[Trace]) -> Kept:
    steward = session.scalar(select(Grant.word).where(Grant.space_id == space.id, Grant.role == STEWARD))
    return Kept(
        title=space.title,
        address=space.slug,
        items=sorted({trace.title for trace in traces}),
        people=sorted(set().union(*(trace.people for trace in traces))),
        kept_by_somebody=steward is not None,
    )
