"""People from outside in the world of the house: one who stays in each place, one who is invited there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy.orm import Session

from auth.accounts import create_local_account, find_account
from auth.identity import account_word
from tests.factories import PASSWORD, Cast
from tests.house.places import COMMON, Canary, canaries
from wiki import clock
from wiki.access.roles import CONSULTATION, STEWARD
from wiki.access.viewer import operator
from wiki.parts.communities.commands import Description, found_community
from wiki.parts.guests.models import GuestInvitation, GuestStay
from wiki.parts.guests.tokens import hash_of, token_of
from wiki.parts.spaces.commands import open_space, set_role
from wiki.parts.spaces.models import MEMBERS_ONLY, Space

# Of the one invitation that everybody holds the link of: into a place without a secret.
NONCE = "of the house"


def hosted(session: Session, cast: Cast, space: Space, name: str) -> tuple[int, int]:
    """Somebody stays, for whom Dana answers, and somebody else is invited: their ids."""
    now = clock.now()
    guest = create_local_account(
        session,
        cast.site.passwords,
        username=f"{name.lower()}@invites.example",
        name=f"Invité {space.id}",
        password=PASSWORD,
        now=now,
        sponsor=find_account(session, cast.ids["dana"]),
        ends_at=now + timedelta(days=90),
    )
    stay = GuestStay(account_id=guest.id, space_id=space.id, sponsor_id=cast.ids["dana"])
    stay.reason, stay.began_at, stay.ends_at = f"{name}sejour", now, now + timedelta(days=90)
    invitation = _invitation(cast, space, f"{name}convie", nonce=name)
    session.add_all((stay, invitation))
    session.flush()
    return guest.id, invitation.id


def of_the_guests(name: str, space_id: int) -> Iterator[Canary]:
    yield from canaries("space.guests", "space", space_id, f"{name}sejour", f"{name}convie")


def invite(session: Session, cast: Cast) -> None:
    """Into a community of Dana's in which there is nothing to hide, by a link that the world knows."""
    space = open_space(session, operator(), "Partenaires", visibility=MEMBERS_ONLY)
    set_role(session, operator(), space, account_word(cast.ids["dana"]), STEWARD)
    found_community(session, operator(), space, Description("Des règles."), cast.site.settings.communities)
    session.add(_invitation(cast, space, COMMON, nonce=NONCE))


def link_of(cast: Cast) -> str:
    """The token of that link."""
    return token_of(_secret(cast), NONCE)


def _invitation(cast: Cast, space: Space, word: str, *, nonce: str) -> GuestInvitation:
    in_a_month = clock.now() + timedelta(days=30)
    return GuestInvitation(
        space_id=space.id,
        invited_by_id=cast.ids["dana"],
        mail=f"{word.lower()}@invites.example",
        name=word,
        organisation=word,
        reason=word,
        role=CONSULTATION,
        ends_at=in_a_month,
        nonce=nonce,
        token_hash=hash_of(token_of(_secret(cast), nonce)),
        made_at=clock.now(),
        expires_at=in_a_month,
    )


def _secret(cast: Cast) -> str:
    key = cast.site.settings.secret_key
    assert key is not None
    return key.get_secret_value()
