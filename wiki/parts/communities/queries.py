"""Communities as they stand: their people, what each stage needs, what waits for an answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, String, and_, cast, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from auth.accounts import able_at
from auth.identity import MEMBERS, ids_in
from auth.models import Account, Group, Membership
from wiki import clock
from wiki.access.keyring import lasts
from wiki.access.models import Grant, SwitchedOff
from wiki.access.roles import ANIMATOR, RIGHTS_OF, SPONSORING, STEWARD
from wiki.access.viewer import Viewer
from wiki.db import AnySelect
from wiki.parts.cards import cards_of
from wiki.parts.communities import stages
from wiki.parts.communities.errors import NoSuchCommunity, NoSuchRequest
from wiki.parts.communities.models import Community, KeyItem, MembershipRequest
from wiki.parts.spaces.models import Space
from wiki.parts.spaces.queries import known
from wiki.parts.words import folded
from wiki.registry import Card


def find_community(session: Session, space_id: int) -> Community | None:
    """What makes the space a community, None when nothing does."""
    return session.get(Community, space_id)


def community(session: Session, space_id: int) -> Community:
    """:raises NoSuchCommunity: when the space is none."""
    found = find_community(session, space_id)
    if found is None:
        raise NoSuchCommunity
    return found


# ── The directory ──────────────────────────────────────────────────────────────────────────────────


class Listed(NamedTuple):
    """A community in the directory."""

    space_id: int
    access_class_id: int
    slug: str
    title: str
    title_key: str
    language: str
    visibility: str
    sensitivity: str
    stage: str
    purpose: str
    domain: str
    domain_key: str
    joining: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which communities are looked at."""

    domain: str = ""
    stage: str = ""
    mine: bool = False
    words: str = ""


def directory(session: Session, viewer: Viewer) -> Sequence[Listed]:
    """Every community that the viewer may know of, by title. A secret one is among them for its members alone."""
    return [Listed(*row) for row in session.execute(_LISTED.where(known(viewer)))]


def directory_on(
    session: Session, viewer: Viewer, wanted: Wanted, *, limit: int, offset: int
) -> Sequence[Listed]:
    """Those of them on one screen, of those that are wanted."""
    listed = _LISTED.where(known(viewer), *_narrowing(viewer, wanted)).limit(limit).offset(offset)
    return [Listed(*row) for row in session.execute(listed)]


def count_directory(session: Session, viewer: Viewer, wanted: Wanted) -> int:
    """How many of them are wanted."""
    counted = select(func.count()).join_from(Space, Community, Community.space_id == Space.id)
    return session.scalar(counted.where(known(viewer), *_narrowing(viewer, wanted))) or 0


def domains(session: Session, viewer: Viewer) -> Sequence[str]:
    """The domains of all of them, each once, by name."""
    named = (
        select(func.max(Community.domain))
        .join(Space, Space.id == Community.space_id)
        .where(known(viewer), Community.domain != "")
        .group_by(Community.domain_key)
        .order_by(Community.domain_key)
    )
    return session.scalars(named).all()


def _narrowing(viewer: Viewer, wanted: Wanted) -> list[ColumnElement[bool]]:
    """The conditions that keep what is wanted: every word in the title or in the purpose."""
    conditions = [
        or_(
            Space.title_key.contains(word, autoescape=True),
            Community.purpose_key.contains(word, autoescape=True),
        )
        for word in folded(wanted.words).split()
    ]
    if wanted.domain:
        conditions.append(Community.domain_key == folded(wanted.domain))
    if wanted.stage:
        conditions.append(Space.stage == wanted.stage)
    if wanted.mine:
        conditions.append(Space.id.in_([space_id for space_id, rights in viewer.rights.items() if rights]))
    return conditions


_LISTED: AnySelect = (
    select(
        Space.id,
        Space.access_class_id,
        Space.slug,
        Space.title,
        Space.title_key,
        Space.language,
        Space.visibility,
        Space.sensitivity,
        Space.stage,
        Community.purpose,
        Community.domain,
        Community.domain_key,
        Community.joining,
    )
    .join_from(Space, Community, Community.space_id == Space.id)
    .order_by(Space.order_key, Space.id)
)


# ── People ─────────────────────────────────────────────────────────────────────────────────────────


def people_with_role(session: Session, space_id: int, *roles: str) -> Sequence[Account]:
    """Who may sign in and has one of these roles in the space, by themselves or by a group, by name."""
    people = _behind(_words_with(session, space_id, roles))
    return session.scalars(select(Account).where(people).order_by(Account.name_key, Account.id)).all()


def _behind(words: Collection[str]) -> ColumnElement[bool]:
    """The condition that keeps the people of these words who may sign in."""
    in_group = (
        select(Membership.account_id)
        .join(Group, Group.id == Membership.group_id)
        .where(Group.id.in_(ids_in(words, "group:")), Group.gone_at.is_(None))
    )
    held = or_(Account.id.in_(ids_in(words, "account:")), Account.id.in_(in_group))
    return and_(held, able_at(clock.now()))


def ids_with_right(session: Session, space_id: int, right: str) -> list[int]:
    """The accounts that have this right in the space, by themselves or by a group."""
    roles = [role for role, rights in RIGHTS_OF.items() if right in rights]
    return [person.id for person in people_with_role(session, space_id, *roles)]


def _words_with(session: Session, space_id: int, roles: Collection[str]) -> Sequence[str]:
    held = select(Grant.word).where(
        Grant.space_id == space_id, Grant.role.in_(roles), lasts(Grant.ends_at, clock.now())
    )
    return session.scalars(held.distinct()).all()


def answerable(session: Session, space_id: int) -> list[int]:
    """The accounts of those who answer for the community: its stewards and its sponsors."""
    return [person.id for person in people_with_role(session, space_id, STEWARD, SPONSORING)]


# ── Stages ─────────────────────────────────────────────────────────────────────────────────────────


def facts(session: Session, space: Space, described: Community) -> Mapping[str, bool]:
    """Fact (stages.NEEDED) → whether it holds now."""
    words = _words_with(session, space.id, tuple(RIGHTS_OF))
    members = session.scalar(select(func.count()).select_from(Account).where(_behind(words))) or 0
    waiting = select(func.count()).where(
        MembershipRequest.space_id == space.id, MembershipRequest.answered_at.is_(None)
    )
    animators = people_with_role(session, space.id, ANIMATOR)
    put_forward = select(func.count()).where(KeyItem.space_id == space.id)
    return {
        stages.PURPOSE: bool(described.purpose),
        stages.DOMAIN: bool(described.domain),
        stages.SPONSOR: bool(people_with_role(session, space.id, SPONSORING)),
        stages.ANIMATORS: len(animators) >= stages.ANIMATORS_NEEDED,
        stages.CHARTER: bool(described.charter.strip()),
        stages.MEMBERS: MEMBERS in words or members >= stages.MEMBERS_NEEDED,
        stages.KEY_PAGES: bool(session.scalar(put_forward)),
        stages.NO_REQUEST: not session.scalar(waiting),
    }


# ── Requests ───────────────────────────────────────────────────────────────────────────────────────


class Asked(NamedTuple):
    """A request or an invitation, with who it is about."""

    request: MembershipRequest
    name: str
    unit: str | None
    title: str  # of the space
    language: str
    description: str  # of the space too
    invited_by: str | None  # the name of who did


def _asked(*conditions: ColumnElement[bool]) -> AnySelect:
    inviting = aliased(Account)
    return (
        select(
            MembershipRequest,
            Account.name,
            Account.unit,
            Space.title,
            Space.language,
            Space.description,
            inviting.name,
        )
        .join(Account, Account.id == MembershipRequest.account_id)
        .outerjoin(inviting, inviting.id == MembershipRequest.invited_by_id)
        .join(Space, Space.id == MembershipRequest.space_id)
        .where(MembershipRequest.answered_at.is_(None), *conditions)
        .order_by(MembershipRequest.made_at, MembershipRequest.id)
    )


def waiting_in(session: Session, space_id: int) -> Sequence[Asked]:
    """What waits in the space, the oldest first: requests, and invitations that were not answered."""
    return [Asked(*row) for row in session.execute(_asked(MembershipRequest.space_id == space_id))]


def invitations_of(session: Session, viewer: Viewer) -> Sequence[Asked]:
    """Where the viewer is invited and has not answered."""
    own = (MembershipRequest.account_id == viewer.account_id, MembershipRequest.invited.is_(True))
    return [Asked(*row) for row in session.execute(_asked(*own))]


def waiting_of(session: Session, account_id: int | None, space_id: int) -> MembershipRequest | None:
    """What this person asked for or was invited to, and that nobody has answered."""
    return session.scalar(
        select(MembershipRequest).where(
            MembershipRequest.account_id == account_id,
            MembershipRequest.space_id == space_id,
            MembershipRequest.answered_at.is_(None),
        )
    )


def locked_request(session: Session, request_id: int) -> MembershipRequest:
    """The request, held until the end of the transaction.

    :raises NoSuchRequest: when there is none.
    """
    found = session.scalar(
        select(MembershipRequest)
        .where(MembershipRequest.id == request_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NoSuchRequest
    return found


class Ending(NamedTuple):
    """A role that ends."""

    word: str
    role: str
    ends_at: datetime
    reason: str


def ending_in(session: Session, space_id: int) -> Sequence[Ending]:
    """The roles of the space that end, the first to end first; without those of guests, whose stays end instead."""
    guests = select(literal("account:") + cast(Account.id, String)).where(Account.standing == "guest")
    ending = (
        select(Grant.word, Grant.role, Grant.ends_at, Grant.reason)
        .where(Grant.space_id == space_id, Grant.ends_at > clock.now(), Grant.word.not_in(guests))
        .order_by(Grant.ends_at, Grant.word)
    )
    return [Ending(word, role, ends_at, reason) for word, role, ends_at, reason in session.execute(ending)]  # type: ignore[arg-type]  # those that end


# ── What is put forward, what is switched off ──────────────────────────────────────────────────────


def key_cards(session: Session, viewer: Viewer, space_id: int) -> Sequence[Card]:
    """What the home of the community puts forward, as far as the viewer may read it, in its order."""
    references = key_items(session, space_id)
    cards = cards_of(session, viewer, references)
    return [cards[reference] for reference in references if reference in cards]


def key_items(session: Session, space_id: int) -> Sequence[tuple[str, int]]:
    """Kind and id of what the home puts forward, in its order."""
    chosen = (
        select(KeyItem.item_kind, KeyItem.item_id)
        .where(KeyItem.space_id == space_id)
        .order_by(KeyItem.position, KeyItem.item_id)
    )
    return [(kind, item_id) for kind, item_id in session.execute(chosen)]


def switched_off_in(session: Session, space_id: int) -> Sequence[str]:
    """The kinds of content of which nothing new begins in the space."""
    return session.scalars(select(SwitchedOff.kind).where(SwitchedOff.space_id == space_id)).all()
