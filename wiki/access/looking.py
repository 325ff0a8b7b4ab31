"""To look at a space as somebody else sees it: never more than what one may see oneself."""

from __future__ import annotations

from dataclasses import replace

from wiki.access.viewer import Viewer


def looking_as(own: Viewer, person: Viewer, space_id: int, classes: frozenset[int]) -> Viewer:
    """Who looks at the space as this person: what is open and allowed to both, and nothing of other spaces.

    Whose drafts, favourites and notices they are does not change: those of the person stay theirs alone.

    :param classes: the access classes of what stands in the space.
    """
    words = own.identity.principals & person.identity.principals
    rights = own.rights.get(space_id, frozenset()) & person.rights.get(space_id, frozenset())
    return replace(
        own,
        identity=replace(own.identity, principals=words),
        classes=own.classes & person.classes & classes,
        rights={space_id: rights} if rights else {},
        silenced=own.silenced or person.silenced,
        suspended=own.suspended or person.suspended,
        restrained=frozenset(),  # theirs is told to them, one's own is not what is looked at
        moderates=False,
    )
