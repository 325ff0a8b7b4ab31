"""Those who follow or watch a space are told what is new there, once it is: each thing once until they have read it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.access.viewer import operator
from wiki.outbox import OUTBOX, Payload
from wiki.parts.cards import Reference
from wiki.parts.notices.commands import tell
from wiki.parts.notices.models import Notice
from wiki.parts.notices.sentences import Name, Told
from wiki.parts.spaces.models import Space
from wiki.parts.subscriptions.models import FOLLOWED, WATCHED, Subscription
from wiki.registry import KINDS

HANDLER = "subscriptions.tell"


class SomethingBegan(Told):
    """%(who)s opened “%(title)s” in “%(space)s”."""


class SomethingWritten(Told):
    """%(who)s wrote in “%(title)s”, in “%(space)s”."""


def subscribe() -> None:
    """Have what every kind calls news be told."""
    events = [event for kind in KINDS for event in (*kind.begins, *kind.goes_on)]
    OUTBOX.subscribe(HANDLER, events, tell_of_news)


def tell_of_news(session: Session, payloads: Sequence[Payload]) -> None:
    """Tell of these events whoever wishes to hear of them; nobody is told what they did, nor what the program did."""
    if (
        session.scalar(
            select(Subscription.account_id).where(Subscription.level.in_((FOLLOWED, WATCHED))).limit(1)
        )
        is None
    ):
        return
    beginnings = {event.__name__ for kind in KINDS for event in kind.begins}
    for payload in payloads:
        if payload["actor_id"] is not None:
            _tell(session, payload, began=payload["event"] in beginnings)


def _tell(session: Session, payload: Payload, *, began: bool) -> None:
    item_id: int = payload["item_ids"][0]  # type: ignore[index]  # JSON
    kind = KINDS[str(payload["kind"])]
    card = kind.cards(session, operator(), [item_id]).get(item_id)
    if card is None:  # gone in the meantime
        return
    [item] = kind.load(session, [item_id])
    told: type[Told] = SomethingBegan if began else SomethingWritten
    levels = (FOLLOWED, WATCHED) if began else (WATCHED,)
    wanted = select(Subscription.account_id).where(
        Subscription.space_id == item.space_id,
        Subscription.level.in_(levels),
        Subscription.account_id != payload["actor_id"],
    )
    about: Reference = (kind.name, item_id)
    people = set(session.scalars(wanted)) - _told_already(session, told, about)
    space = session.get_one(Space, item.space_id)
    news = told(
        who=str(payload["actor"]),
        title=Name(card.title, card.language),
        space=Name(space.title, space.language),
    )
    tell(session, sorted(people), news, url=card.url, item=about)


def _told_already(session: Session, told: type[Told], about: Reference) -> set[int]:
    """Those who have not read yet that somebody did the same there."""
    unread = select(Notice.account_id).where(
        Notice.key == told.__name__,
        Notice.item_kind == about[0],
        Notice.item_id == about[1],
        Notice.read_at.is_(None),
    )
    return set(session.scalars(unread))
