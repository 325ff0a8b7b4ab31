"""What a browser opened lately, kept in a cookie of its own until it is noted: reading writes nothing."""

from __future__ import annotations

import re
from functools import partial

from flask import Flask, Response, current_app, g, request
from werkzeug.wrappers import Response as AnyResponse

from wiki.access.item import Item
from wiki.parts.cards import Reference
from wiki.parts.favourites.commands import note_seen
from wiki.parts.favourites.models import REMEMBERED
from wiki.registry import KINDS
from wiki.web import transaction
from wiki.web.viewing import viewer

COOKIE = "relais-seen"
LEAVING = ("auth.sign_out", "auth.sign_out_everywhere")

# Whose browser it is, then kinds and ids, the last opened first. Nothing of it is believed: what it names is shown to
# those who may read it, and noted for whoever is signed in.
_TRAIL = re.compile(r"(\d{1,9})((?:[.][a-z]{1,20}:\d{1,9})*)", re.ASCII)


def init_app(app: Flask) -> None:
    app.before_request(_know_who_leaves)
    app.after_request(_follow)


def opened(item: Item) -> None:
    """The answer to this request shows the item to its reader."""
    g.opened = f"{item.kind}:{item.id}"


def browser_seen(session_id: int) -> None:
    """Note after the answer is made that this browser was seen, and what it opened since it was noted last."""
    transaction.touch_later(session_id)
    g.trail_ends = True


def trail() -> list[Reference]:
    """What the viewer opened in this browser and that is not noted yet, last first."""
    known = _TRAIL.fullmatch(request.cookies.get(COOKIE, ""))
    if known is None or int(known[1]) != viewer().account_id:
        return []
    named = (place.split(":") for place in known[2].split(".")[1:])
    return [(kind, int(item_id)) for kind, item_id in named if kind in KINDS]


def forget_trail(response: AnyResponse) -> None:
    """Have this browser forget what it opened."""
    response.headers.add("Set-Cookie", f"{COOKIE}=; Max-Age=0; {_attributes()}")


def _know_who_leaves() -> None:
    """Afterwards nobody is signed in any more, and what they opened could not be noted."""
    if request.endpoint in LEAVING:
        g.trail_ends = viewer().signed_in


def _follow(response: Response) -> Response:
    if g.get("trail_ends"):
        _note(response)
    elif "opened" in g and response.status_code == 200:
        _lengthen(response, g.opened)
    return response


def _note(response: Response) -> None:
    seen = trail()
    if "opened" in g and response.status_code == 200:
        kind, item_id = g.opened.split(":")
        seen.insert(0, (kind, int(item_id)))
    if seen:
        transaction.afterwards(partial(note_seen, actor=viewer(), items=list(dict.fromkeys(seen))))
    if COOKIE in request.cookies:
        forget_trail(response)


def _lengthen(response: Response, place: str) -> None:
    """Put what was opened before all else that the cookie names; whoever reads on at one place has the same cookie."""
    who = str(viewer().account_id)
    brought = request.cookies.get(COOKIE, "")
    begin = f"{who}.{place}"
    if brought == begin or brought.startswith(f"{begin}."):
        return
    known = _TRAIL.fullmatch(brought)
    before = known[2].split(".")[1:] if known and known[1] == who else ()
    places = [place, *(each for each in before if each != place)][:REMEMBERED]
    # As `set_cookie` would write it, which looks for what must be quoted: there is nothing, and this is done at each
    # page view.
    response.headers.add("Set-Cookie", f"{COOKIE}={'.'.join([who, *places])}; {_attributes()}")


def _attributes() -> str:
    secure = "Secure; " if current_app.config["SESSION_COOKIE_SECURE"] else ""
    return f"{secure}HttpOnly; Path=/; SameSite=Lax"
