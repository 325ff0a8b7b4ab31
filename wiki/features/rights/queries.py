"""Why somebody may or may not, and what departs from the rule of a space."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.accounts import find_account, identity
from auth.identity import account_word, ids_in
from wiki import clock
from wiki.access.decision import RULES, may
from wiki.access.explaining import Grounds, grounds
from wiki.access.item import Item
from wiki.access.keyring import lasts, viewer_of
from wiki.access.models import Grant
from wiki.access.viewer import Viewer
from wiki.features.rights.errors import NoSuchItemHere, NotOnePerson
from wiki.parts.cards import cards_of
from wiki.parts.restrictions.models import Restriction
from wiki.parts.restrictions.queries import restrictions_in
from wiki.parts.spaces.models import Space
from wiki.parts.spaces.people import word_of
from wiki.parts.spaces.queries import names_of
from wiki.registry import KINDS, Card


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody may do something: the sentence of the action, and who may."""

    sentence: str
    allowed: bool
    allowed_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why this person may, or may not."""

    account_id: int
    name: str
    guest: bool
    reads: bool
    verdicts: Sequence[Verdict]
    grounds: Grounds
    names: Mapping[str, str]  # word → what people call whoever holds it; "" for all staff
    item: Card | None  # None for the space itself


def explained(session: Session, viewer: Viewer, space: Space, who: str, address: str) -> Explanation:
    """What this person may do to the item at this address of the space, or in the space when none is given.

    :raises UnknownMember, NotOnePerson: when nobody is named so, or a group.
    :raises NoSuchItemHere: when the viewer reads nothing there.
    """
    asked = person(session, who)
    card = _card_at(session, viewer, space, address)
    item: Item = space if card is None else KINDS[card.kind].load(session, [card.id])[0]
    found = grounds(session, asked, item)
    actions = [rule for name, rule in RULES.table().items() if name.startswith(f"{item.kind}.")]
    return Explanation(
        asked.account_id or 0,
        asked.name,
        asked.identity.guest,
        may(asked, f"{item.kind}.read", item),
        [
            Verdict(
                rule.sentence,
                may(asked, rule.action, item),
                tuple(fact.__doc__ or "" for fact in rule.allowed_to),
            )
            for rule in actions
        ],
        found,
        names_of(session, [held.word for held in found.roles]),
        card,
    )


def person(session: Session, who: str) -> Viewer:
    """Who is named so, as the viewer that they are now.

    :raises UnknownMember, NotOnePerson: when nobody is, or a group.
    """
    accounts = ids_in([word_of(session, who)], "account:")
    account = find_account(session, accounts[0]) if accounts else None
    if account is None:
        raise NotOnePerson(who=who)
    return viewer_of(session, identity(session, account))


def _card_at(session: Session, viewer: Viewer, space: Space, address: str) -> Card | None:
    """The card of the item at this address, whole or the part after the space; None for the space itself."""
    path = urlsplit(address.strip()).path.strip("/").removeprefix(space.slug).strip("/")
    if not path:
        return None
    for kind in KINDS:
        item_id = kind.at(session, space.id, path) if kind.at is not None else None
        if item_id is not None and (card := kind.cards(session, viewer, [item_id]).get(item_id)):
            return cast(Card, card)
    raise NoSuchItemHere(address=address.strip())


# ── Exceptions ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Exceptional:
    """A restriction, with who answers for it; `card` is None where the viewer may not read the item."""

    restriction: Restriction
    card: Card | None
    owner: str
    overdue: bool


def exceptions(session: Session, viewer: Viewer, space: Space) -> Sequence[Exceptional]:
    """Every restriction of the space, the oldest first."""
    found = restrictions_in(session, space.id)
    cards = cards_of(session, viewer, [(each.item_kind, each.item_id) for each in found])
    names = names_of(session, [account_word(each.owner_id) for each in found if each.owner_id])
    now = clock.now()
    return [
        Exceptional(
            each,
            cards.get((each.item_kind, each.item_id)),
            names.get(account_word(each.owner_id or 0), ""),
            each.review_at is not None and each.review_at <= now,
        )
        for each in found
    ]


@dataclass(frozen=True, slots=True)
class Dated:
    """A role that ends."""

    name: str
    role: str
    ends_at: datetime
    reason: str
    given_by: str


def dated_roles(session: Session, space: Space) -> Sequence[Dated]:
    """The roles of the space that have an end, the next one first."""
    wanted = select(Grant).where(Grant.space_id == space.id, lasts(Grant.ends_at, clock.now()))
    found = [each for each in session.scalars(wanted.order_by(Grant.ends_at)) if each.ends_at is not None]
    givers = [account_word(each.given_by_id) for each in found if each.given_by_id]
    names = names_of(session, [*(each.word for each in found), *givers])
    return [
        Dated(
            names.get(each.word, ""),
            each.role,
            each.ends_at,
            each.reason,
            names.get(account_word(each.given_by_id or 0), ""),
        )
        for each in found
        if each.ends_at is not None
    ]
