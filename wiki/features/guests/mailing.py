"""What is sent by e-mail about guests. The token of a link is worked out here, for the letter alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.models import Account
from wiki import clock
from wiki.config import Settings
from wiki.errors import RelaisError
from wiki.outbox import OUTBOX, Payload
from wiki.parts.guests.commands.answering import orphaned
from wiki.parts.guests.errors import NoSuchGuest
from wiki.parts.guests.events import GuestEndNoticed, GuestInvited
from wiki.parts.guests.models import GuestInvitation
from wiki.parts.guests.queries import Stay, open_at, stay_of, stays_already
from wiki.parts.guests.tokens import token_of
from wiki.parts.mail.delivery import Mailer
from wiki.parts.mail.letters import Letters
from wiki.parts.spaces.models import Space

# One for each person who is written to: a letter that arrived is not sent again because another one is refused.
HANDLER = "guests.mail"
TO_SPONSORS = "guests.mail.sponsors"


class NoSecret(RelaisError):
    """The worker has no secret_key: without it no link of an invitation can be made. Set RELAIS_SECRET_KEY."""


def subscribe(settings: Settings, letters: Callable[[], Letters]) -> None:
    """Have letters follow invitations and ends of stays, where there is a server to take them."""
    mailer = Mailer(settings.mail)

    def send(session: Session, payloads: Sequence[Payload]) -> None:
        if not mailer.sends:
            return
        post = _Post(session, settings, letters(), mailer)
        for payload in payloads:
            if payload["event"] == GuestInvited.__name__:
                post.invitation(_number(payload, "invitation_id"))
            else:
                post.end(_number(payload, "space_id"), _number(payload, "account_id"))

    def send_to_sponsors(session: Session, payloads: Sequence[Payload]) -> None:
        if mailer.sends:
            post = _Post(session, settings, letters(), mailer)
            for payload in payloads:
                post.end_to_sponsor(_number(payload, "space_id"), _number(payload, "account_id"))

    OUTBOX.subscribe(HANDLER, [GuestInvited, GuestEndNoticed], send, writes=False, alone=True)
    OUTBOX.subscribe(TO_SPONSORS, [GuestEndNoticed], send_to_sponsors, writes=False, alone=True)


def _number(payload: Payload, name: str) -> int:
    return int(str(payload[name]))


class _Post:
    def __init__(self, session: Session, settings: Settings, letters: Letters, mailer: Mailer) -> None:
        self._session, self._settings, self._letters, self._mailer = session, settings, letters, mailer

    def invitation(self, invitation_id: int) -> None:
        """The link, to the address that is invited; nothing when it was taken back or answered meanwhile, or is too
        old by now."""
        invitation = self._session.scalar(
            select(GuestInvitation).where(GuestInvitation.id == invitation_id, *open_at(clock.now()))
        )
        if invitation is None:
            return
        space = self._session.get_one(Space, invitation.space_id)
        sponsor = self._session.get(Account, invitation.invited_by_id) if invitation.invited_by_id else None
        letter = self._letters.letter(
            "guest_password" if stays_already(self._session, space.id, invitation.mail) else "guest_invited",
            space.language,
            name=invitation.name,
            sponsor=sponsor.name if sponsor is not None else self._settings.site_name,
            space=space.title,
            reason=invitation.reason,
            ends_at=invitation.ends_at,
            expires_at=invitation.expires_at,
            url=self._url(f"/-/guests/{token_of(self._secret(), invitation.nonce)}"),
        )
        self._mailer.send(letter, invitation.mail)

    def end(self, space_id: int, account_id: int) -> None:
        """To the guest, that their stay comes to its end."""
        found = self._living(space_id, account_id)
        if found is not None and found.guest.disabled_at is None:
            self._tell_of_end("guest_ends", found, found.guest, f"/{found.space.slug}")

    def end_to_sponsor(self, space_id: int, account_id: int) -> None:
        """To whoever answers for the guest, as long as they can."""
        found = self._living(space_id, account_id)
        if found is not None and found.sponsor is not None and not orphaned(self._session, found):
            self._tell_of_end("guest_ends_sponsor", found, found.sponsor, "/-/guests")

    def _living(self, space_id: int, account_id: int) -> Stay | None:
        try:
            found = stay_of(self._session, space_id, account_id)
        except NoSuchGuest:
            return None
        return found if found.living else None

    def _tell_of_end(self, template: str, found: Stay, to: Account, path: str) -> None:
        if not to.mail:
            return
        letter = self._letters.letter(
            template,
            to.language or found.space.language,
            name=found.guest.name,
            space=found.space.title,
            ends_at=found.stay.ends_at,
            sponsor="" if found.sponsor is None or orphaned(self._session, found) else found.sponsor.name,
            url=self._url(path),
        )
        self._mailer.send(letter, to.mail)

    def _url(self, path: str) -> str:
        return f"{self._settings.server.url}{path}"

    def _secret(self) -> str:
        if self._settings.secret_key is None:
            raise NoSecret
        return self._settings.secret_key.get_secret_value()
