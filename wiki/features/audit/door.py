"""What happens at the door of the site, heard from the sign-in pages: into the journal, the address apart."""

from __future__ import annotations

from flask import request

from auth.browsers import browser_of
from auth.models import Account
from wiki.outbox import record
from wiki.parts.audit.commands import note_address
from wiki.parts.audit.events import SignedIn
from wiki.web.transaction import session


def heard(what: str, account_id: int | None, username: str) -> None:
    """Note from where it came; that somebody signed in is told to the journal too. Refusals are not: whoever guesses
    passwords must not fill it."""
    note_address(
        session(),
        what,
        account_id=account_id,
        username=username,
        address=request.remote_addr,
        browser=browser_of(request.user_agent.string),
    )
    if what == "signed_in" and account_id is not None:
        record(session(), SignedIn(session().get_one(Account, account_id).name, account_id))
