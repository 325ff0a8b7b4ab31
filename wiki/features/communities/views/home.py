"""The home of a community (F-37), which stands at the address of its space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template

from wiki.access.decision import may
from wiki.access.roles import ANIMATOR, SPONSOR, SPONSORING, STEWARD
from wiki.features.communities.naming import STAGE_LABELS
from wiki.parts.changes import Narrowing, latest
from wiki.parts.communities import stages
from wiki.parts.communities.queries import community, key_cards, waiting_in, waiting_of
from wiki.parts.communities.watching import TO_ARCHIVE
from wiki.parts.spaces.models import Space
from wiki.parts.spaces.queries import Among, Member, faces, members
from wiki.registry import KINDS, Card, Change, Front
from wiki.web.transaction import session
from wiki.web.viewing import viewer

NEWEST = 6  # changes
IN_A_PART = 5  # cards
FACES = 12  # members


@dataclass(frozen=True, slots=True)
class Part:
    """What a kind brings, with something in it."""

    name: str  # within the page
    title: Any
    icon: str
    cards: Sequence[Card]
    more_url: str


def home(space: Space) -> str:
    """The home, for somebody who reads the space."""
    found = community(session(), space.id)
    leading = members(session(), space, Among(roles=(ANIMATOR, STEWARD, SPONSORING), present=True))
    here, total = faces(session(), space, FACES)
    return render_template(
        "features/communities/home.html",
        space=space,
        community=found,
        stage_label=STAGE_LABELS[space.stage],
        welcome=KINDS.welcome(space),
        parts=_parts(space),
        newest=_newest(space),
        key_cards=key_cards(session(), viewer(), space.id),
        animators=_with_role(leading, ANIMATOR) or _with_role(leading, STEWARD),
        sponsors=_with_role(leading, SPONSORING),
        members=here,
        members_count=total,
        is_member=bool(viewer().rights.get(space.id)),
        way=stages.joining_at(space.stage, found.joining),
        waits=waiting_of(session(), viewer().account_id, space.id),
        requests=len(waiting_in(session(), space.id)) if may(viewer(), "space.admit", space) else 0,
        to_archive=found.silence_told >= TO_ARCHIVE and viewer().holds(SPONSOR, space.id),
    )


FRONT = Front(of=lambda space: bool(space.stage), draw=home)


def _with_role(people: Sequence[Member], role: str) -> list[Member]:
    return [person for person in people if role in person.roles]


def _newest(space: Space) -> list[Change]:
    """The last change of each item."""
    changes = latest(session(), viewer(), narrowed=Narrowing(space=space), limit=4 * NEWEST, minor=False)
    last = {change.url: change for change in reversed(changes)}
    return sorted(last.values(), key=lambda change: change.at, reverse=True)[:NEWEST]


def _parts(space: Space) -> list[Part]:
    brought = [
        (f"{kind.name}-{number}", part) for kind in KINDS for number, part in enumerate(kind.community)
    ]
    found = (
        Part(
            name,
            part.title,
            part.icon,
            part.cards(session(), viewer(), space.id, IN_A_PART),
            part.more(space.slug),
        )
        for name, part in brought
    )
    return [part for part in found if part.cards]
