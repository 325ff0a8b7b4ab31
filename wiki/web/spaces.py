"""How a route finds the space that its address names: for gates, which ask with an action, and for whoever writes."""

from __future__ import annotations

from sqlalchemy.orm import Session

from wiki.access.viewer import Viewer
from wiki.parts.communities.queries import community
from wiki.parts.spaces import queries
from wiki.parts.spaces.models import Space
from wiki.web.transaction import write


def space_named(session: Session, viewer: Viewer, action: str, *, space: str) -> Space:
    """The space at this address, whether it is a community or not.

    :raises NoSuchSpace, Forbidden: as the viewer may do nothing of it, or not this.
    """
    return queries.space(session, viewer, space, action)


def community_named(session: Session, viewer: Viewer, action: str, *, space: str) -> Space:
    """The space at this address, which is a community.

    :raises NoSuchCommunity: when it is a plain space.
    """
    found = space_named(session, viewer, action, space=space)
    community(session, found.id)
    return found


def to_change(space: Space) -> Space:
    """The same space, in the session that writes."""
    return write().get_one(Space, space.id)
