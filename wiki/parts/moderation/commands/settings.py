"""How a space is moderated."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from wiki.access.decision import require
from wiki.access.keyring import rights_changed
from wiki.access.models import Screened
from wiki.access.viewer import Viewer
from wiki.outbox import record
from wiki.parts.moderation.errors import DecisionImpossible
from wiki.parts.moderation.events import ModeratingChanged
from wiki.parts.moderation.models import NOBODY, WHO_WAITS, Moderating
from wiki.parts.spaces.models import Space
from wiki.parts.words import clean_text

MOST_WORDS = 20_000  # characters of the list
MOST = 100  # things of a newcomer, people who flag


def set_moderating(
    session: Session,
    actor: Viewer,
    space: Space,
    *,
    who_waits: str = NOBODY,
    guests_wait: bool = False,
    newcomers_wait: int = 0,
    links_wait: bool = False,
    words_wait: str = "",
    flags_hide: int = 3,
) -> Moderating:
    """What waits in the space before others see it, and after flags of how many people something is hidden."""
    require(actor, "space.moderating", space)
    if who_waits not in WHO_WAITS or not 0 <= newcomers_wait <= MOST or not 0 <= flags_hide <= MOST:
        raise DecisionImpossible
    rules = session.get(Moderating, space.id) or Moderating(space_id=space.id)
    rules.who_waits, rules.guests_wait, rules.newcomers_wait = who_waits, guests_wait, newcomers_wait
    rules.links_wait, rules.flags_hide = links_wait, flags_hide
    rules.words_wait = clean_text(words_wait).strip()[:MOST_WORDS]
    session.add(rules)
    something = guests_wait or newcomers_wait or links_wait or rules.words_wait
    session.execute(delete(Screened).where(Screened.space_id == space.id))
    if who_waits != NOBODY or something:
        session.add(Screened(space_id=space.id))
    rights_changed(session)
    record(session, ModeratingChanged(*actor.by, space.id, "space", (space.id,)))
    return rules
