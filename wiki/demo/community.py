"""The demo's community: described, opened, with people who wait to come in and something to decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.identity import account_word
from auth.models import Account
from wiki import clock
from wiki.access.viewer import Viewer
from wiki.config import CommunitySettings
from wiki.demo.words import Words
from wiki.kinds.forum.models import Post, Topic
from wiki.parts.communities.commands import (
    Description,
    ask_for_role,
    change_stage,
    found_community,
    invite,
)
from wiki.parts.guests.models import GuestStay
from wiki.parts.moderation.commands import decide, flag
from wiki.parts.spaces.commands import add_role
from wiki.parts.spaces.models import Space

People = Callable[[str], Viewer]


def found(
    session: Session, operator: Viewer, told: Words, ids: Mapping[str, int], spaces: Mapping[str, Space]
) -> None:
    """Make a community of one of the spaces, and take it to where it is in its life."""
    said, space = told.community, spaces[told.community["in"]]
    with clock.held(told.moment(said["at"])):
        for username, role in said["roles"].items():
            add_role(session, operator, space, account_word(ids[username]), role, None, reason="")
        named = ("purpose", "domain", "charter", "rhythm", "joining")
        description = Description(**{name: said[name] for name in named})
        found_community(session, operator, space, description, CommunitySettings())
    for step in said["stages"]:
        with clock.held(told.moment(step["at"])):
            change_stage(session, operator, space, step["stage"], seen=space.stage or "")


def host(session: Session, told: Words, ids: Mapping[str, int], spaces: Mapping[str, Space]) -> None:
    """Have somebody from outside stay, until a day."""
    said, space = told.community["hosts"], spaces[told.community["in"]]
    guest, ends_at = session.get_one(Account, ids[said["who"]]), told.moment(said["until"])
    stay = GuestStay(
        account_id=guest.id, space_id=space.id, sponsor_id=ids[said["by"]], reason=said["reason"]
    )
    stay.began_at, stay.ends_at = told.moment(said["at"]), ends_at
    session.add(stay)
    guest.ends_at, guest.organisation = ends_at, said["organisation"]


def let_people_wait(
    session: Session, told: Words, viewer: People, ids: Mapping[str, int], spaces: Mapping[str, Space]
) -> None:
    """Have somebody ask to come in, somebody be invited, something be flagged, and something be decided."""
    said, space = told.community, spaces[told.community["in"]]
    asks, invites = said["asks"], said["invites"]
    with clock.held(told.moment(asks["at"])):
        ask_for_role(session, viewer(asks["by"]), space, role=asks["role"], reason=asks["reason"])
    with clock.held(told.moment(invites["at"])):
        word = account_word(ids[invites["who"]])
        invite(session, viewer(invites["by"]), space, word, role=invites["role"], reason=invites["reason"])
    for event in said["decides"]:
        with clock.held(told.moment(event["at"])):
            post_id, actor = _reply(session, ids, event), viewer(event["by"])
            decide(
                session, actor, "post", post_id, event["action"], reason=event["reason"], words=event["words"]
            )
    for event in said["flags"]:
        with clock.held(told.moment(event["at"])):
            flag(
                session,
                viewer(event["by"]),
                "post",
                _reply(session, ids, event),
                event["reason"],
                event["note"],
            )


def _reply(session: Session, ids: Mapping[str, int], event: Mapping[str, Any]) -> int:
    """The last that this person said in the topic whose title begins so."""
    said = (
        select(Post.id)
        .join(Topic, Topic.id == Post.topic_id)
        .where(Topic.title.startswith(event["topic"]), Post.author_id == ids[event["of"]])
        .order_by(Post.number.desc())
    )
    return session.scalars(said).first() or 0
