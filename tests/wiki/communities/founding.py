"""Communities for tests, and what is asked of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.identity import account_word
from tests.factories import Cast
from wiki import clock
from wiki.access.models import Grant
from wiki.access.roles import ANIMATOR, SPONSORING
from wiki.access.viewer import operator
from wiki.parts.communities import commands, stages
from wiki.parts.communities.commands import Description
from wiki.parts.notices.models import Notice
from wiki.parts.spaces.commands import add_role
from wiki.parts.spaces.models import STAFF, Space

SAID = Description(
    purpose="Inspecter les aliments de la même façon dans toutes les régions.",
    domain="Salubrité",
    charter="# Charte\n\nOn se **parle** franchement.",
    rhythm="Chaque mardi",
    joining=stages.OPEN,
)


@dataclass(frozen=True)
class Founded:
    """A community of which Dana is the steward, Bob and Alice animate, and Charlie is the sponsor."""

    cast: Cast
    slug: str
    space_id: int

    def does(self, by: str, command: str, *values: Any, **named: Any) -> Any:
        """`place.does("charlie", "join")`: done and committed."""
        with self.cast.acting(by) as (session, actor):
            return getattr(commands, command)(session, actor, self.space(session), *values, **named)

    def space(self, session: Session) -> Space:
        return session.get_one(Space, self.space_id)

    def stage(self) -> str:
        with self.cast.site.database.reading() as session:
            return self.space(session).stage

    def comes_to(self, *wanted: str) -> None:
        """Take it through these stages, by Dana."""
        for stage in wanted:
            self.does("dana", "change_stage", stage, seen=self.stage())

    def roles_of(self, person: str) -> set[str]:
        """Those given to this person, those that have ended included."""
        word = account_word(self.cast.ids[person])
        held = select(Grant.role).where(Grant.space_id == self.space_id, Grant.word == word)
        with self.cast.site.database.reading() as session:
            return set(session.scalars(held))

    def give(self, person: str, role: str, **named: Any) -> None:
        with self.cast.site.database.writing() as session:
            word = account_word(self.cast.ids[person])
            add_role(session, operator(), self.space(session), word, role, named.get("ends_at"), reason="")
            session.commit()


def founded(
    cast: Cast,
    title: str = "Inspection Québec",
    *,
    stage: str = stages.ACTIVE,
    visibility: str = STAFF,
    accepted: bool = True,
    **said: Any,
) -> Founded:
    """A community at this stage, with what is `said` of it besides. Its animators have accepted its charter."""
    description = replace(SAID, **said)
    with cast.acting("dana") as (session, dana):
        space = commands.open_community(
            session,
            dana,
            title,
            description,
            cast.site.settings.communities,
            visibility=visibility,
            animators=[account_word(cast.ids["bob"]), account_word(cast.ids["alice"])],
            sponsor=account_word(cast.ids["charlie"]),
        )
        session.flush()
        made = Founded(cast, space.slug, space.id)
    way = [stages.INCUBATION, stages.ACTIVE]
    if accepted:
        cast.accepts("bob", "alice", "charlie")
    made.comes_to(*way[: stages.STAGES.index(stage)])
    return made


def told(cast: Cast, person: str) -> list[str]:
    """The keys of what this person was told, the first first."""
    with cast.site.database.reading() as session:
        keys = select(Notice.key).where(Notice.account_id == cast.ids[person]).order_by(Notice.id)
        return list(session.scalars(keys))


def in_days(days: int) -> Any:
    return clock.now() + timedelta(days=days)


__all__ = ["ANIMATOR", "SAID", "SPONSORING", "Founded", "founded", "in_days", "told"]
