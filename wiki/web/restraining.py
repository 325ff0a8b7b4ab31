"""Who was silenced or suspended is told so wherever they could have written, and who is kept out of the site does not
come in, or gets no further. It costs a statement to them alone, and one to each who signs in. Who looks as somebody
else changes nothing meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Flask, current_app, request
from flask_babel import gettext
from sqlalchemy import select

from auth.errors import SignInRefused
from auth.models import Account
from wiki.errors import RelaisError
from wiki.parts.moderation.journal import InForce, in_force
from wiki.parts.moderation.reasons import REASONS, SILENCED, SUSPENDED
from wiki.parts.spaces.models import Space
from wiki.web.dates import plain_moment
from wiki.web.gates import EVERYONE
from wiki.web.looking import look
from wiki.web.transaction import session
from wiki.web.viewing import viewer

STOP_LOOKING = "rights.stop_looking"
_FOR_GOOD = datetime.max.replace(tzinfo=UTC)


class KeptOut(RelaisError):
    """You are kept out of this site %(until)s. Reason: %(reason)s. %(words)s"""

    status = 403


class KeptOutAtTheDoor(SignInRefused):
    """You are kept out of this site %(until)s. Reason: %(reason)s. %(words)s"""

    status = 403


class OnlyLooking(RelaisError):
    """You look at “%(space)s” as %(name)s sees it: nothing can be changed meanwhile. Stop looking first."""

    status = 403


@dataclass(frozen=True, slots=True)
class ToldOfRestraint:
    sentence: str
    words: str


def init_app(app: Flask) -> None:
    app.before_request(_keep_out)
    app.before_request(_only_look)


def admit(account: Account) -> None:
    """Let in whoever has just shown that it is them.

    :raises KeptOutAtTheDoor: for whoever is suspended from the whole site.
    """
    found = _suspension(account.id)
    if found is not None:
        raise KeptOutAtTheDoor(until=_until(found), reason=_reason(found), words=found.decision.words)


def restraints_here() -> list[ToldOfRestraint]:
    """What keeps the viewer from writing where they are: in the whole site, and in the space that the address names."""
    name = (request.view_args or {}).get("space")
    space = session().scalar(select(Space).where(Space.slug == name)) if name else None
    found = in_force(session(), account_id=viewer().account_id, space_id=space.id if space else None)
    return [_told(each, space) for each in found]


def _told(found: InForce, space: Space | None) -> ToldOfRestraint:
    where = space.title if space is not None and found.restraint.space_id else gettext("the whole site")
    values: dict[str, Any] = {"space": where, "until": _until(found), "reason": _reason(found)}
    if found.decision.action == SILENCED:
        said = gettext(
            "You may read and no longer write in “%(space)s”, %(until)s. Reason: %(reason)s.", **values
        )
    else:
        said = gettext("You are kept out of “%(space)s”, %(until)s. Reason: %(reason)s.", **values)
    return ToldOfRestraint(str(said), found.decision.words)


def _until(found: InForce) -> str:
    if found.restraint.ends_at is None:
        return str(gettext("until it is undone"))
    return str(gettext("until %(moment)s", moment=plain_moment(found.restraint.ends_at)))


def _reason(found: InForce) -> str:
    return str(gettext(REASONS[found.decision.reason].source))


def _keep_out() -> None:
    """:raises KeptOut: for whoever is suspended from the whole site, but for what is open to everyone."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.blueprint == "auth" or request.endpoint == "static":
        return
    if getattr(getattr(view, "gate", None), "asks", None) == EVERYONE or not viewer().suspended:
        return
    found = _suspension(viewer().account_id)
    raise KeptOut(
        until=_until(found) if found else "",
        reason=_reason(found) if found else "–",
        words=found.decision.words if found else "",
    )


def _suspension(account_id: int | None) -> InForce | None:
    """What keeps somebody out of the whole site, for the longest."""
    found = [each for each in in_force(session(), account_id=account_id) if each.decision.action == SUSPENDED]
    return max(found, key=lambda each: each.restraint.ends_at or _FOR_GOOD, default=None)


def _only_look() -> None:
    """:raises OnlyLooking: for what changes something, but for the way out and one’s own sessions."""
    if request.method in ("GET", "HEAD", "OPTIONS") or request.blueprint == "auth":
        return
    viewed = look() if viewer().signed_in else None
    if viewed is not None and request.endpoint != STOP_LOOKING:
        raise OnlyLooking(space=viewed.space.title, name=viewed.name)
