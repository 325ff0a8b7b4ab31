"""Who accepted which version, and when: for those who run the site, and for those who keep a community."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from wiki.features.rules.forms import STATE_LABELS, ExportForm, PeopleForm
from wiki.features.rules.views.doors import Answer, blueprint, number
from wiki.outbox import record
from wiki.parts.rules import queries
from wiki.parts.rules.events import AcceptancesExported
from wiki.parts.rules.queries import Asked, Signatories
from wiki.parts.spaces.models import Space
from wiki.web.binding import lapsed_before, settings
from wiki.web.forms import Choice
from wiki.web.gates import fetched, on_site
from wiki.web.spaces import community_named
from wiki.web.streaming import streamed, table
from wiki.web.transaction import session, write
from wiki.web.viewing import viewer

ON_A_SCREEN = 50
COLUMNS = ("account", "username", "name", "unit", "standing", "state", "version", "accepted_at")


@blueprint.get("/-/terms/acceptances")
@on_site("site.acceptances")
def of_site() -> Answer:
    return _people(None, ExportForm(formdata=None))


@blueprint.post("/-/terms/acceptances")
@on_site("site.acceptances")
def export_of_site() -> Answer:
    return _export(None)


@blueprint.get("/<space>/-/charter/acceptances")
@fetched("space.acceptances", community_named)
def of_charter(space: Space) -> Answer:
    return _people(space, ExportForm(formdata=None))


@blueprint.post("/<space>/-/charter/acceptances")
@fetched("space.acceptances", community_named)
def export_of_charter(space: Space) -> Answer:
    return _export(space)


def _lapsed_before(space_id: int | None) -> datetime | None:
    """A charter is accepted for as long as it does not change."""
    return lapsed_before() if space_id is None and settings().renew_months else None


def _people(space: Space | None, export: ExportForm, status: int = 200) -> Answer:
    space_id = space.id if space else None
    form, versions = PeopleForm(formdata=request.args), queries.versions(session(), space_id)
    form.number.choices = [
        Choice("", gettext("Any")),
        *(Choice(str(each.number), str(each.number)) for each in versions),
    ]
    asked, begin = _asked(form), max(request.args.get("begin", 0, int), 0)
    known = Signatories(session(), space_id, _lapsed_before(space_id))
    found = known.page(asked, begin=begin, limit=ON_A_SCREEN + 1)
    kept = {name: form[name].data for name in ("state", "number", "words") if form[name].data}
    page = render_template(
        "features/rules/people.html",
        space=space,
        version=versions[0] if versions else None,
        needed=known.needed,
        people=found[:ON_A_SCREEN],
        totals=known.totals(),
        units=known.by_unit() if space is None else [],
        labels=STATE_LABELS,
        form=form,
        export=export,
        kept=kept,
        here=_here(space),
        previous_url=_here(space, **kept, begin=begin - ON_A_SCREEN) if begin >= ON_A_SCREEN else None,
        next_url=_here(space, **kept, begin=begin + ON_A_SCREEN) if len(found) > ON_A_SCREEN else None,
    )
    return page, status


def _here(space: Space | None, **values: Any) -> str:
    if space is None:
        return url_for("rules.of_site", **values)
    return url_for("rules.of_charter", space=space.slug, **values)


def _asked(form: PeopleForm) -> Asked:
    return Asked(form.state.data or "", number(form.number.data) or None, form.words.data or "")


def _export(space: Space | None) -> Answer:
    """A table of those who were listed, told to the journal with its justification before it leaves."""
    form = ExportForm()
    if not form.validate():
        return _people(space, form, 422)
    space_id = space.id if space else None
    said: MultiDict[str, Any] = MultiDict(
        {name: form[name].data or "" for name in ("state", "number", "words")}
    )
    asked = _asked(PeopleForm(formdata=said))
    record(write(), AcceptancesExported(*viewer().by, space_id, "csv", form.justification.data or ""))
    lapsed = _lapsed_before(space_id)  # by the settings, which are not asked once the answer leaves

    def lines(reading: Session) -> Iterator[str]:
        return table(COLUMNS, map(_row, Signatories(reading, space_id, lapsed).everyone(asked)))

    return streamed(lines, name="acceptances.csv", content_type="text/csv; charset=utf-8")


def _row(person: queries.Person) -> list[object]:
    return [
        person.id,
        person.username,
        person.name,
        person.unit or "",
        person.standing,
        person.state,
        person.number or "",
        person.accepted_at.isoformat() if person.accepted_at else "",
    ]
