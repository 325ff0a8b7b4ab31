"""What is sent by e-mail about guests. The token of a link is worked out here, for the letter alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from auth.models import Account
from wiki.config import Settings
from wiki.errors import RelaisError
from wiki.outbox import OUTBOX, Payload
from wiki.parts.guests.errors import NoSuchGuest
from wiki.parts.guests.events import GuestEndNoticed, GuestInvited
from wiki.parts.guests.models import GuestInvitation
from wiki.parts.guests.queries import stay_of
from wiki.parts.guests.tokens import token_of
from wiki.parts.mail.delivery import Mailer
from wiki.parts.mail.letters import Letters
from wiki.parts.spaces.models import Space

HANDLER = "guests.mail"


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
                post.invitation(int(str(payload["invitation_id"])))
            else:
                post.end(int(str(payload["space_id"])), int(str(payload["account_id"])))

    OUTBOX.subscribe(HANDLER, [GuestInvited, GuestEndNoticed], send, writes=False, alone=True)


class _Post:
    def __init__(self, session: Session, settings: Settings, letters: Letters, mailer: Mailer) -> None:
        self._session, self._settings, self._letters, self._mailer = session, settings, letters, mailer

    def invitation(self, invitation_id: int) -> None:
        """The link, to the address that is invited; nothing when it was taken back or answered meanwhile."""
        invitation = self._session.get(GuestInvitation, invitation_id)
        if invitation is None or invitation.accepted_at or invitation.withdrawn_at:
            return
        space = self._session.get_one(Space, invitation.space_id)
        sponsor = self._session.get(Account, invitation.invited_by_id) if invitation.invited_by_id else None
        letter = self._letters.letter(
            "guest_invited",
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
        """To the guest, and to whoever answers for them."""
        try:
            stay, guest, space, sponsor = stay_of(self._session, space_id, account_id)
        except NoSuchGuest:
            return
        if stay.ended_at is not None:
            return
        said = {
            "name": guest.name,
            "space": space.title,
            "ends_at": stay.ends_at,
            "sponsor": sponsor.name if sponsor is not None else "",
        }
        for template, to, url in (
            ("guest_ends", guest, f"/{space.slug}"),
            ("guest_ends_sponsor", sponsor, "/-/guests"),
        ):
            if to is not None and to.mail:
                language = to.language or space.language
                letter = self._letters.letter(template, language, **said, url=self._url(url))
                self._mailer.send(letter, to.mail)

    def _url(self, path: str) -> str:
        return f"{self._settings.server.url}{path}"

    def _secret(self) -> str:
        if self._settings.secret_key is None:
            raise NoSecret
        return self._settings.secret_key.get_secret_value()
