"""What was decided, and the register of incidents."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from wiki.access.decision import may
from wiki.errors import RelaisError
from wiki.features.moderation import showing
from wiki.features.moderation.exports import OF_DECISIONS, OF_INCIDENTS, decision_row, incident_row
from wiki.features.moderation.forms import ExportForm, IncidentForm
from wiki.features.moderation.views.doors import Answer, blueprint, number
from wiki.outbox import record
from wiki.parts.moderation import commands, journal
from wiki.parts.moderation.errors import (
    MeasuresMissing,
    NothingToModerate,
)
from wiki.parts.moderation.events import DecisionsExported, IncidentsExported
from wiki.parts.moderation.reasons import ACTIONS, REASONS
from wiki.parts.spaces.models import Space
from wiki.web.gates import fetched, for_signed_in, on_site
from wiki.web.spaces import space_named
from wiki.web.streaming import streamed, table
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import viewer

ON_A_SCREEN = 50  # decisions


@blueprint.get("/<space>/-/decisions")
@fetched("space.decisions", space_named)
def log_of(space: Space) -> Any:
    return _log(space)


@blueprint.get("/-/decisions/all")
@for_signed_in
def log() -> Any:
    """Of the spaces whose decisions the viewer may read; those who run the site see all, without what is closed to
    them."""
    return _log(None)


@blueprint.post("/<space>/-/decisions/export")
@fetched("space.decisions", space_named)
def export_log_of(space: Space) -> Any:
    return _export_log(space)


@blueprint.post("/-/decisions/export")
@for_signed_in
def export_log() -> Any:
    return _export_log(None)


def _export_log(space: Space | None) -> Any:
    form, who = ExportForm(), viewer()
    if not form.validate():
        return _log(space, form), 422
    asked = journal.Asked(form.action.data or "", form.reason.data or "")
    _tell(DecisionsExported, space, form)
    return streamed(
        lambda reading: table(
            OF_DECISIONS, map(decision_row, journal.every_decision(reading, who, space, asked))
        ),
        name="decisions.csv",
        content_type="text/csv; charset=utf-8",
    )


def _tell(
    exported: type[DecisionsExported | IncidentsExported], space: Space | None, form: ExportForm
) -> None:
    """The journal knows why before anything leaves."""
    space_id = space.id if space else None
    record(write(), exported(*viewer().by, space_id, "csv", form.justification.data or ""))


def _log(space: Space | None, export: ExportForm | None = None) -> Any:
    asked = journal.Asked(
        request.values.get("action", ""),
        request.values.get("reason", ""),
        request.args.get("before", None, int),
    )
    found = journal.decisions(session(), viewer(), space, asked, limit=ON_A_SCREEN + 1)
    lines = found[:ON_A_SCREEN]
    here = url_for("moderation.log_of", space=space.slug) if space else url_for("moderation.log")
    whole = space is not None or viewer().administrator
    return render_template(
        "features/moderation/log.html",
        space=space,
        lines=lines,
        asked=asked,
        here=here,
        older=lines[-1].decision.id if len(found) > ON_A_SCREEN else None,
        figures=journal.figures(session(), space.id if space else None) if whole else None,
        reasons=showing.words(REASONS),
        actions=showing.words(ACTIONS),
        export=export or ExportForm(formdata=None, action=asked.action, reason=asked.reason),
        export_url=_export_url("log", space),
    )


def _export_url(of: str, space: Space | None) -> str:
    if space is None:
        return url_for(f"moderation.export_{of}")
    return url_for(f"moderation.export_{of}_of", space=space.slug)


@blueprint.get("/<space>/-/incidents")
@fetched("space.decisions", space_named)
def incidents_of(space: Space) -> Any:
    return _incidents(space, IncidentForm(formdata=None))


@blueprint.post("/<space>/-/incidents")
@fetched("space.moderate", space_named)
def close_incident(space: Space) -> Answer:
    form = IncidentForm()
    if not form.validate():
        return _incidents(space, form), 422
    try:
        incident_id = number(form.incident.data) or 0
        if incident_id not in [each.id for each in journal.incidents(session(), space.id)]:
            raise NothingToModerate
        commands.close_incident(
            write(), viewer(), incident_id, serious=form.serious.data, measures=form.measures.data or ""
        )
    except RelaisError as error:
        discard()
        form.refuse(error, form.measures if isinstance(error, MeasuresMissing) else None)
        return _incidents(space, form), 422
    flash(gettext("The incident is closed."), "success")
    return redirect(url_for("moderation.incidents_of", space=space.slug), 303)


@blueprint.get("/-/incidents")
@on_site("site.administer")
def incidents() -> Any:
    return _incidents(None, IncidentForm(formdata=None))


@blueprint.post("/<space>/-/incidents/export")
@fetched("space.decisions", space_named)
def export_incidents_of(space: Space) -> Any:
    return _export_incidents(space)


@blueprint.post("/-/incidents/export")
@on_site("site.administer")
def export_incidents() -> Any:
    return _export_incidents(None)


def _export_incidents(space: Space | None) -> Any:
    form, who = ExportForm(), viewer()
    if not form.validate():
        return _incidents(space, IncidentForm(formdata=None), form), 422
    _tell(IncidentsExported, space, form)
    return streamed(
        lambda reading: table(OF_INCIDENTS, map(incident_row, showing.every_incident(reading, who, space))),
        name="incidents.csv",
        content_type="text/csv; charset=utf-8",
    )


def _incidents(space: Space | None, form: IncidentForm, export: ExportForm | None = None) -> Any:
    found = showing.incidents(session(), viewer(), space)
    return render_template(
        "features/moderation/incidents.html",
        space=space,
        incidents=found,
        form=form,
        may_close=space is not None and may(viewer(), "space.moderate", space),
        export=export or ExportForm(formdata=None),
        export_url=_export_url("incidents", space),
    )
