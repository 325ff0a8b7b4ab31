"""What members flag and animators decide, through the commands, in a line each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from tests.factories import Cast
from wiki.parts.moderation import commands
from wiki.parts.moderation.models import Case, Decision
from wiki.parts.notices.models import Notice
from wiki.parts.notices.sentences import Told
from wiki.parts.spaces.models import Space


class Desk:
    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def flags(self, by: str, kind: str, item_id: int, reason: str = "off-topic", note: str = "") -> bool:
        """Whether it is a new flag."""
        with self.cast.acting(by) as (session, actor):
            return commands.flag(session, actor, kind, item_id, reason, note)[1]

    def decides(self, by: str, kind: str, item_id: int, action: str, **named: Any) -> int:
        """The number of the decision."""
        if action == "hide":
            named.setdefault("reason", "off-topic")
        with self.cast.acting(by) as (session, actor):
            return commands.decide(session, actor, kind, item_id, action, **named).id

    def restrains(
        self, by: str, whom: str, action: str, days: int = 3, *, site: bool = False, **named: Any
    ) -> Decision:
        with self.cast.acting(by) as (session, actor):
            space = None if site else session.query(Space).filter_by(slug=self.cast.space).one()
            made = commands.restrain(
                session,
                actor,
                self.cast.ids[whom],
                space,
                action,
                days,
                **{"reason": "disrespect", "words": "Restons courtois.", **named},
            )
            session.flush()
            session.expunge(made)
            return made

    def sets(self, by: str = "dana", **rules: Any) -> None:
        with self.cast.acting(by) as (session, actor):
            space = session.query(Space).filter_by(slug=self.cast.space).one()
            commands.set_moderating(session, actor, space, **rules)

    def does(self, by: str, command: str, *values: Any, **named: Any) -> Any:
        with self.cast.acting(by) as (session, actor):
            made = getattr(commands, command)(session, actor, *values, **named)
            session.flush()
            session.expunge(made)
            return made

    def told(self, who: str) -> list[str]:
        """What somebody was told, first first: the names of the sentences."""
        with self.cast.site.database.reading() as session:
            wanted = select(Notice.key).where(Notice.account_id == self.cast.ids[who]).order_by(Notice.id)
            return [Told.KNOWN[key].__name__ for key in session.scalars(wanted)]

    def open_cases(self) -> int:
        with self.cast.site.database.reading() as session:
            return session.scalar(select(func.count()).where(Case.decided_at.is_(None))) or 0

    def decisions(self) -> list[Decision]:
        with self.cast.site.database.reading() as session:
            return list(session.scalars(select(Decision).order_by(Decision.id)))
