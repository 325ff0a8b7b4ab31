"""Personal information stood where it should not: a record of it, and what was done."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.roles import MODERATE
from wiki.access.viewer import Viewer
from wiki.outbox import record
from wiki.parts.moderation.errors import MeasuresMissing, NothingToModerate
from wiki.parts.moderation.events import IncidentClosed, IncidentOpened
from wiki.parts.moderation.models import Incident
from wiki.parts.reading.models import Reading
from wiki.parts.words import clean_text
from wiki.registry import Matter


def open_incident(session: Session, matter: Matter, note: str, *, hidden: bool) -> Incident:
    """The record of the item, made when none is open."""
    wanted = select(Incident).where(
        Incident.item_kind == matter.kind, Incident.item_id == matter.id, Incident.closed_at.is_(None)
    )
    found = session.scalar(wanted)
    if found is None:
        found = Incident(
            space_id=matter.space_id,
            item_kind=matter.kind,
            item_id=matter.id,
            title=matter.title,
            author_name=matter.author_name,
            note=note,
            shown_at=matter.written_at,
            opened_at=clock.now(),
            hidden_at=clock.now() if hidden else None,
            readers=_readers(session, matter),
            measures="",
        )
        session.add(found)
        session.flush()
        record(
            session,
            IncidentOpened("", None, matter.space_id, matter.kind, (matter.id,), incident_id=found.id),
        )
    return found


def close_incident(
    session: Session, actor: Viewer, incident_id: int, *, serious: bool, measures: str
) -> Incident:
    """The record, with whether it may do serious harm and what was done.

    :raises NothingToModerate: when there is none, or it is not the actor's to close.
    :raises MeasuresMissing: when nothing is said of what was done.
    """
    incident = session.get(Incident, incident_id, with_for_update={"key_share": True})
    if incident is None or not _may_close(actor, incident):
        raise NothingToModerate
    said = clean_text(measures).strip()
    if not said:
        raise MeasuresMissing
    incident.closed_at, incident.closed_by = clock.now(), actor.name
    incident.serious, incident.measures = serious, said
    record(
        session,
        IncidentClosed(
            *actor.by, incident.space_id, incident.item_kind, (incident.item_id,), incident_id=incident.id
        ),
    )
    return incident


def _may_close(actor: Viewer, incident: Incident) -> bool:
    return actor.administrator or (incident.space_id is not None and actor.holds(MODERATE, incident.space_id))


def _readers(session: Session, matter: Matter) -> int | None:
    """How many people are known to have opened it: of topics that is noted."""
    if matter.kind != "topic":
        return None
    read = select(func.count()).where(Reading.item_kind == "topic", Reading.item_id == matter.id)
    return session.scalar(read)
