"""Decisions and incidents as the rows of a table: codes and not words of a language, for programs."""

from __future__ import annotations

from wiki.parts.moderation.journal import Line
from wiki.parts.moderation.models import Incident

OF_DECISIONS = (
    "at", "space", "kind", "item", "action", "reason", "automatic", "by", "author", "title", "words", "ends_at",
)  # fmt: skip
OF_INCIDENTS = (
    "opened_at", "kind", "item", "title", "author", "shown_at", "hidden_at", "readers", "serious", "measures",
    "closed_at", "closed_by",
)  # fmt: skip


def decision_row(line: Line) -> list[object]:
    """A decision; what its reader may not know is left out."""
    decision = line.decision
    told = (decision.actor_name, decision.author_name, decision.title, decision.words)
    return [
        decision.made_at.isoformat(),
        line.space,
        decision.item_kind,
        decision.item_id,
        decision.action,
        decision.reason,
        "yes" if decision.automatic else "no",
        *(told if line.known else ("", "", "", "")),
        decision.ends_at.isoformat() if decision.ends_at else "",
    ]


def incident_row(incident: Incident) -> list[object]:
    return [
        incident.opened_at.isoformat(),
        incident.item_kind,
        incident.item_id,
        incident.title,
        incident.author_name,
        incident.shown_at.isoformat(),
        incident.hidden_at.isoformat() if incident.hidden_at else "",
        "" if incident.readers is None else incident.readers,
        {None: "", True: "yes", False: "no"}[incident.serious],
        incident.measures,
        incident.closed_at.isoformat() if incident.closed_at else "",
        incident.closed_by or "",
    ]
