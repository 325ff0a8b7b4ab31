"""Looking at a space as somebody else sees it (W-25): a signed cookie says whose eyes, which space and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from auth.accounts import find_person, identity
from wiki import clock
from wiki.access.decision import may
from wiki.access.keyring import keyring, viewer_of
from wiki.access.looking import looking_as
from wiki.access.viewer import Viewer
from wiki.parts.spaces.models import Space
from wiki.web.transaction import session

COOKIE = "relais-looking"
LONGEST = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Look:
    """What is being looked at, and as whom."""

    name: str
    space: Space


def begin_looking(response: Response, own: Viewer, account_id: int, space: Space) -> Response:
    """Have this browser look at the space as this account, for half an hour at most."""
    said = _signer().dumps([own.account_id, account_id, space.id, clock.now().isoformat()])
    response.set_cookie(
        COOKIE,
        said,
        max_age=LONGEST,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )
    return response


def end_looking(response: Response) -> Response:
    response.delete_cookie(COOKIE)
    return response


def seen(own: Viewer) -> Viewer:
    """The viewer, or who looks as somebody else. What the cookie says counts for whom it was made and as long as
    they may look so; it costs nothing to those who have none."""
    said = request.cookies.get(COOKIE)
    if said is None or not own.signed_in:
        return own
    account_id, space_id = _said(said, own)
    space = session().get(Space, space_id) if space_id else None
    person = find_person(session(), str(account_id), clock.now()) if space is not None else None
    if space is None or person is None or not may(own, "space.look_as", space):
        return own
    g.look = Look(person.name, space)
    inside = keyring(session()).inside(space.access_class_id)
    return looking_as(own, viewer_of(session(), identity(session(), person)), space.id, inside)


def look() -> Look | None:
    """What this request looks at as somebody else; None when it looks with its own eyes. Known once the viewer is."""
    found: Look | None = g.get("look")
    return found


def _said(cookie: str, own: Viewer) -> tuple[int, int]:
    """The account and the space that the cookie names, 0 and 0 when it is altered, too old or somebody else's."""
    try:
        by, account_id, space_id, since = _signer().loads(cookie)
    except BadSignature:
        return 0, 0
    current = by == own.account_id and clock.now() - datetime.fromisoformat(since) < LONGEST
    return (account_id, space_id) if current else (0, 0)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=COOKIE)
