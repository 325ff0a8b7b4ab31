"""The journal in the browser: of the site for administrators, of a space for its auditors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from auth.identity import ids_in
from wiki.errors import RelaisError
from wiki.features.audit.copies import csv_lines, json_lines
from wiki.features.audit.forms import CSV, ExportForm, FilterForm
from wiki.features.audit.naming import about_of, act_choices, label_of
from wiki.outbox import record
from wiki.parts.audit import queries
from wiki.parts.audit.events import AddressesRead, JournalExported
from wiki.parts.audit.models import AuditEntry
from wiki.parts.audit.queries import Filters
from wiki.parts.cards import cards_of
from wiki.parts.spaces.models import Space
from wiki.parts.spaces.people import word_of
from wiki.parts.spaces.queries import spaces_by_id
from wiki.registry import Card
from wiki.web.dates import end_of, start_of
from wiki.web.gates import fetched, on_site
from wiki.web.spaces import space_named
from wiki.web.streaming import streamed
from wiki.web.transaction import session, write
from wiki.web.viewing import viewer

blueprint = Blueprint("audit", __name__)

ON_A_PAGE = 50  # entries

Answer = str | tuple[str, int] | Response


@blueprint.get("/-/audit")
@on_site("site.audit")
def of_site() -> Answer:
    return _journal(None, ExportForm(formdata=None))


@blueprint.post("/-/audit")
@on_site("site.audit")
def export_of_site() -> Answer:
    return _export(None)


@blueprint.get("/<space>/-/audit")
@fetched("space.audit", space_named)
def of_space(space: Space) -> Answer:
    return _journal(space, ExportForm(formdata=None))


@blueprint.post("/<space>/-/audit")
@fetched("space.audit", space_named)
def export_of_space(space: Space) -> Answer:
    return _export(space)


@blueprint.get("/-/audit/addresses")
@on_site("site.audit")
def addresses() -> str:
    """Reading from where people came is itself told to the journal (M-16)."""
    record(write(), AddressesRead(*viewer().by))
    listed = queries.addresses(session(), before=_before(), limit=ON_A_PAGE + 1)
    more = listed[ON_A_PAGE - 1].id if len(listed) > ON_A_PAGE else None
    return render_template("features/audit/addresses.html", listed=listed[:ON_A_PAGE], more=more)


def _journal(space: Space | None, export: ExportForm, status: int = 200) -> Answer:
    form = FilterForm(formdata=request.args)
    form.act.choices = act_choices(queries.acts(session(), space.id if space else None))
    listed: Sequence[AuditEntry] = ()
    try:
        filters = _filters(space, form)
        listed = queries.entries(session(), filters, before=_before(), limit=ON_A_PAGE + 1)
    except RelaisError as error:
        form.refuse(error, form.who)
        status = error.status
    shown = listed[:ON_A_PAGE]
    page = render_template(
        "features/audit/journal.html",
        space=space,
        form=form,
        export=export,
        kept={name: value for name, value in request.args.items() if name != "before"},
        entries=shown,
        named={each.id: about_of(each) for each in shown},
        labels={each.act: label_of(each.act) for each in shown},
        cards=_cards(shown),
        spaces=spaces_by_id(session(), viewer(), {each.space_id for each in shown if each.space_id}),
        more=shown[-1].id if len(listed) > ON_A_PAGE else None,
        here=_here(space),
    )
    return page, status


def _here(space: Space | None) -> str:
    return url_for("audit.of_space", space=space.slug) if space else url_for("audit.of_site")


def _cards(entries: Sequence[AuditEntry]) -> Mapping[tuple[str, int], Card]:
    """The items that the entries are about, of those that the viewer may read: an auditor meets no other title."""
    about = [(each.about_kind, each.about_id) for each in entries if each.about_kind and each.about_id]
    return cards_of(session(), viewer(), about)


def _before() -> int | None:
    said = request.args.get("before", "")
    return int(said) if said.isdecimal() and len(said) <= 9 else None


def _filters(space: Space | None, form: FilterForm) -> Filters:
    """What is asked for.

    :raises UnknownMember: when nobody is named so.
    """
    who = (form.who.data or "").strip()
    accounts = ids_in([word_of(session(), who)], "account:") if who else []
    return Filters(
        space_id=space.id if space else None,
        act=form.act.data or None,
        actor_id=accounts[0] if accounts else (0 if who else None),
        since=start_of(form.since.data) if form.since.data else None,
        until=end_of(form.until.data) if form.until.data else None,
    )


def _export(space: Space | None) -> Answer:
    """A copy of what was filtered, told to the journal with its justification before it leaves."""
    form = ExportForm()
    if not form.validate():
        return _journal(space, form, 422)
    said: MultiDict[str, Any] = MultiDict(
        {name: form[name].data or "" for name in ("act", "who", "since", "until")}
    )
    filters = _filters(space, FilterForm(formdata=said))
    copy = csv_lines if form.format.data == CSV else json_lines
    space_id = space.id if space else None
    record(write(), JournalExported(*viewer().by, space_id, form.format.data, form.justification.data or ""))
    return streamed(
        lambda reading: copy(queries.every_entry(reading, filters)),
        name=f"journal.{form.format.data}",
        content_type="text/csv; charset=utf-8" if form.format.data == CSV else "application/jsonl",
    )
