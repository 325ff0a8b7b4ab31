"""A guest from whom every role is taken, or who gives them back, is a guest no longer; no role lasts longer than the
stay."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.identity import ids_in
from wiki import clock
from wiki.access.models import Grant
from wiki.outbox import OUTBOX, Payload
from wiki.parts.guests.commands.staying import end, hold_roles_to
from wiki.parts.guests.models import GuestStay
from wiki.parts.guests.queries import living_at, stays_that
from wiki.parts.spaces.events import RolesChanged

HANDLER = "guests.follow"


def subscribe() -> None:
    OUTBOX.subscribe(HANDLER, [RolesChanged], follow)


def follow(session: Session, payloads: Sequence[Payload]) -> None:
    """End the stays of those who have no role in the community any more, and hold the roles of others to theirs."""
    for payload in payloads:
        accounts = ids_in([str(payload["word"])], "account:")
        of_guest = (GuestStay.account_id.in_(accounts), GuestStay.space_id == payload["space_id"])
        for found in stays_that(session, *of_guest, *living_at(clock.now())) if accounts else ():
            if payload["roles"] or _has_role(session, payload):
                hold_roles_to(session, found.stay)
            else:
                end(session, found, (str(payload["actor"]), _number(payload["actor_id"])))


def _has_role(session: Session, payload: Payload) -> bool:
    """Whether they were given one again meanwhile."""
    given = select(Grant.role).where(Grant.space_id == payload["space_id"], Grant.word == payload["word"])
    return session.scalar(given.limit(1)) is not None


def _number(actor_id: object) -> int | None:
    return actor_id if isinstance(actor_id, int) else None
