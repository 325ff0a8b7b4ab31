"""Who is asking in this request, with what is open to them."""

from __future__ import annotations

from flask import g, request

from auth.identity import Identity
from auth.web import also_known, current_identity
from wiki.access.decision import may as decide
from wiki.access.item import Item
from wiki.access.keyring import Accepted, read_known, viewer_of
from wiki.access.viewer import NOBODY, Viewer
from wiki.web.binding import binding
from wiki.web.journal import ACCOUNT
from wiki.web.looking import seen
from wiki.web.transaction import session


def viewer() -> Viewer:
    """The viewer of this request, found once."""
    known: Viewer | None = g.get("viewer")
    if known is None:
        identity = current_identity()
        request.environ[ACCOUNT] = identity.account_id
        g.viewer = known = seen(_viewer(identity)) if identity.signed_in else NOBODY
    return known


def _viewer(identity: Identity) -> Viewer:
    mark, versions = read_known(also_known())
    return viewer_of(session(), identity, mark, Accepted(versions, binding()))


def see_as(known: Viewer) -> None:
    """For an answer to whoever proved who they are in another way than by signing in: all of it is this viewer's,
    its language too."""
    g.viewer = known
    g.pop("locale", None)


def may(action: str, item: Item) -> bool:
    """For templates: whether a button is worth showing. Commands ask again."""
    return decide(viewer(), action, item)
