"""What the stories of guests do again and again: invite Zoé, follow her link, wait."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from auth.accounts import create_local_account
from auth.models import Account
from tests.factories import Cast
from tests.mail import Box, text_of
from tests.visitor import Visitor
from tests.wiki.communities.founding import Founded
from wiki import clock
from wiki.config import GuestSettings
from wiki.parts.guests import commands
from wiki.parts.guests.commands import Invited
from wiki.parts.guests.models import GuestInvitation, GuestStay
from wiki.parts.guests.watching import attend
from wiki.parts.spaces.models import Space

MAIL = "zoe.tremblay@longueuil.quebec"
PASSWORD = "quatre mots pour entrer"
LINK = re.compile(r"https://relais\.exemple\.gouv\.qc\.ca(/-/guests/[\w-]+)")
MONTREAL = ZoneInfo("America/Montreal")


def last_day(days: int) -> datetime:
    """The end of the day that is so many days away, in Montréal."""
    return datetime.combine(
        (clock.now() + timedelta(days=days)).astimezone(MONTREAL).date(), time.max, MONTREAL
    )


def made_at_the_command_line(cast: Cast, session: Session, ends_at: datetime | None) -> Account:
    """Zoé, a guest without a stay, for whom Dana answers."""
    return create_local_account(
        session,
        cast.site.passwords,
        username=MAIL,
        name="Zoé Tremblay",
        password=PASSWORD,
        now=clock.now(),
        mail=MAIL,
        sponsor=session.get_one(Account, cast.ids["dana"]),
        ends_at=ends_at,
    )


@dataclass
class Hosting:
    """A community and its guests, by the names of the stories."""

    app: Flask
    cast: Cast
    box: Box
    community: Founded
    settings: GuestSettings = field(default_factory=GuestSettings)

    @property
    def slug(self) -> str:
        return self.community.slug

    @property
    def path(self) -> str:
        return f"/{self.slug}/-/guests"

    def does(self, by: str, command: str, *values: Any, **named: Any) -> Any:
        """`place.does("bob", "end_stay", guest_id)`: done and committed."""
        with self.cast.acting(by) as (session, actor):
            space = session.get_one(Space, self.community.space_id)
            done = getattr(commands, command)(session, actor, space, *values, **named)
            if isinstance(done, GuestInvitation):
                session.flush()
                session.expunge(done)
            return done

    def invites(
        self, by: str = "bob", *, days: int = 182, mail: str = MAIL, sent: bool = True, **said: Any
    ) -> GuestInvitation:
        """Zoé is invited, and the letter is `sent`, or left to the worker."""
        words = {
            "name": "Zoé Tremblay",
            "organisation": "Ville de Longueuil",
            "reason": "Elle inspecte les marchés publics avec nous.",
            **said,
        }
        invited = Invited(mail, ends_at=last_day(days), **words)
        made: GuestInvitation = self.does(by, "invite_guest", invited, self.settings, secret=self.secret)
        if sent:
            self.cast.index()
        return made

    @property
    def secret(self) -> str:
        assert self.cast.site.settings.secret_key is not None
        return self.cast.site.settings.secret_key.get_secret_value()

    def link(self, mail: str = MAIL) -> str:
        """The address in the last letter to them, without the site."""
        letter = self.box.to(mail)[-1]
        found = LINK.search(text_of(letter))
        assert found, text_of(letter)
        return found[1]

    def answers(self, visitor: Visitor | None = None, link: str | None = None, **said: Any) -> TestResponse:
        """Zoé fills the form behind her link."""
        address = link or self.link()
        fields = {"name": "Zoé Tremblay", "password": PASSWORD, "agrees": "y", "terms": "", **said}
        return (visitor or Visitor(self.app)).post(
            address, fields, form="/-/sign-in" if visitor is None else address
        )

    def comes(self, **invited: Any) -> Visitor:
        """Zoé is invited and has come: her browser."""
        self.invites(**invited)
        visitor = Visitor(self.app)
        answer = self.answers(visitor, self.link(invited.get("mail", MAIL)))
        assert answer.status_code == 303, answer.text
        self.cast.accepts()
        self.cast.index()
        return visitor

    def account(self, mail: str = MAIL) -> Account:
        with self.cast.site.database.reading() as session:
            found = session.scalars(select(Account).where(Account.username == mail)).one()
            session.expunge(found)
            return found

    def stay(self, mail: str = MAIL) -> GuestStay:
        with self.cast.site.database.reading() as session:
            found = session.get_one(GuestStay, (self.account(mail).id, self.community.space_id))
            session.expunge(found)
            return found

    @contextmanager
    def later(self, **after: int) -> Iterator[None]:
        """So much later."""
        with clock.held(clock.now() + timedelta(**after)):
            yield

    def attend(self) -> None:
        """What the worker does once a day, and the letters that follow."""
        with self.cast.site.database.writing() as session:
            attend(session, clock.now(), settings=self.settings)
            session.commit()
        self.cast.index()
