"""Take a community from one stage of its life to another."""

from __future__ import annotations

import secrets

from sqlalchemy import delete
from sqlalchemy.orm import Session

from auth.identity import EVERYONE
from wiki import clock
from wiki.access.decision import require
from wiki.access.keyring import rights_changed
from wiki.access.models import Restraint
from wiki.access.roles import ANIMATOR, FREEZE, SPONSORING, STEWARD
from wiki.access.viewer import Viewer
from wiki.outbox import record
from wiki.parts.communities import errors, stages
from wiki.parts.communities.events import StageChanged
from wiki.parts.communities.models import Community
from wiki.parts.communities.notices import StageWasChanged
from wiki.parts.communities.queries import community, facts, people_with_role
from wiki.parts.notices.commands import tell
from wiki.parts.notices.sentences import Name
from wiki.parts.spaces.models import Space


def change_stage(session: Session, actor: Viewer, space: Space, stage: str, *, seen: str) -> Community:
    """Take the community from the stage that the actor has `seen` to another one. Sent twice, it is done once.

    :raises UnknownStage: when it does not lead there.
    :raises StageNotReady: when something that the stage needs is missing.
    :raises StageMovedMeanwhile: when somebody else took it elsewhere.
    """
    require(actor, "space.stage", space)
    session.refresh(space, with_for_update={"key_share": True})
    moved, before = community(session, space.id), space.stage
    if before == stage:
        return moved
    if before != seen:
        raise errors.StageMovedMeanwhile
    if stage not in stages.moves(before):
        raise errors.UnknownStage
    if not stages.goes_back(before, stage):
        holding = facts(session, space, moved)
        if not all(holding[fact] for fact in stages.NEEDED[stage]):
            raise errors.StageNotReady
    space.stage, moved.stage_at, moved.silence_told = stage, clock.now(), 0
    space.tree_mark = secrets.token_hex(8)  # what was drawn of the space says that it is archived
    _freeze(session, space, frozen=stage == stages.ARCHIVED)
    record(session, StageChanged(*actor.by, space.id, before, stage))
    _tell(session, actor, space)
    return moved


def _freeze(session: Session, space: Space, *, frozen: bool) -> None:
    """Have nobody write in the space any more, whoever lets them; or have them write again."""
    frost = delete(Restraint).where(
        Restraint.space_id == space.id, Restraint.word == EVERYONE, Restraint.sort == FREEZE
    )
    session.execute(frost)
    if frozen:
        session.add(
            Restraint(word=EVERYONE, space_id=space.id, sort=FREEZE, imposed_at=clock.now(), ends_at=None)
        )
    rights_changed(session)


def _tell(session: Session, actor: Viewer, space: Space) -> None:
    responsible = people_with_role(session, space.id, ANIMATOR, SPONSORING, STEWARD)
    others = [person.id for person in responsible if person.id != actor.account_id]
    told = StageWasChanged(space=Name(space.title, space.language))
    tell(session, others, told, url=f"/{space.slug}", space_id=space.id)
