"""Who decides in a space."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.models import Membership
from wiki import clock
from wiki.access.keyring import lasts
from wiki.access.models import Grant
from wiki.access.roles import RIGHTS_OF


def holders(session: Session, right: str, space_id: int) -> set[int]:
    """The accounts of the people who have this right in the space by a role of theirs or of a group."""
    giving = [role for role, rights in RIGHTS_OF.items() if right in rights]
    words = session.scalars(
        select(Grant.word).where(
            Grant.space_id == space_id, Grant.role.in_(giving), lasts(Grant.ends_at, clock.now())
        )
    ).all()
    accounts = {int(word.partition(":")[2]) for word in words if word.startswith("account:")}
    groups = [int(word.partition(":")[2]) for word in words if word.startswith("group:")]
    if groups:
        accounts.update(session.scalars(select(Membership.account_id).where(Membership.group_id.in_(groups))))
    return accounts
