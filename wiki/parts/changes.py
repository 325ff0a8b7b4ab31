"""Recent changes of every kind, told together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from wiki.access.viewer import Viewer
from wiki.errors import NotFound
from wiki.parts.spaces.models import Space
from wiki.parts.spaces.queries import space as space_named
from wiki.registry import KINDS, Change, Kind


class NoSuchKind(NotFound):
    """Nothing here is of this kind."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Of which changes a list or a feed tells: those of one space, of one kind, or of all."""

    space: Space | None = None
    kind: Kind | None = None

    @property
    def address(self) -> dict[str, Any]:
        """The same as the query of an address."""
        space = {"space": self.space.slug} if self.space else {}
        return space | ({"kind": self.kind.name} if self.kind else {})


def narrowing(session: Session, viewer: Viewer, asked: Mapping[str, str]) -> Narrowing:
    """What the query of an address asks for.

    :raises NotFound: when it names a space that the viewer may not read, or a kind that is none.
    """
    space, kind = asked.get("space"), asked.get("kind")
    if kind and kind not in KINDS:
        raise NoSuchKind
    return Narrowing(space_named(session, viewer, space) if space else None, KINDS[kind] if kind else None)


EVERYTHING = Narrowing()


def latest(
    session: Session,
    viewer: Viewer,
    *,
    narrowed: Narrowing = EVERYTHING,
    before: datetime | None = None,
    limit: int = 50,
    minor: bool = True,
    author_id: int | None = None,
    unmuted: bool = False,
) -> Sequence[Change]:
    """What happened last to what the viewer may read, last first; `before` an instant goes on from there;
    with an author, what they did; `unmuted` leaves out the spaces of which the viewer wishes to hear nothing."""
    lists = [
        kind.recent(
            session,
            viewer,
            space_id=narrowed.space.id if narrowed.space else None,
            before=before,
            limit=limit,
            minor=minor,
            author_id=author_id,
            unmuted=unmuted,
        )
        for kind in ([narrowed.kind] if narrowed.kind else KINDS)
    ]
    return list(islice(merge(*lists, key=lambda change: change.at, reverse=True), limit))
