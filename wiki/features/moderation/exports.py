"""Decisions and incidents as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response, current_app

from wiki.parts.moderation.journal import Line
from wiki.parts.moderation.models import Incident

# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def decisions_csv(lines: Sequence[Line]) -> Response:
    """Codes and not words of a language, for programs; what the reader may not know is left out."""
    head = (
        "at",
        "space",
        "kind",
        "item",
        "action",
        "reason",
        "automatic",
        "by",
        "author",
        "title",
        "words",
        "ends_at",
    )
    return _answer(
        "decisions.csv",
        head,
        (
            (
                line.decision.made_at.isoformat(),
                line.space,
                line.decision.item_kind,
                line.decision.item_id,
                line.decision.action,
                line.decision.reason,
                "yes" if line.decision.automatic else "no",
                *(
                    (
                        line.decision.actor_name,
                        line.decision.author_name,
                        line.decision.title,
                        line.decision.words,
                    )
                    if line.known
                    else ("", "", "", "")
                ),
                line.decision.ends_at.isoformat() if line.decision.ends_at else "",
            )
            for line in lines
        ),
    )


def incidents_csv(incidents: Iterable[Incident]) -> Response:
    head = (
        "opened_at", "kind", "item", "title", "author", "shown_at", "hidden_at", "readers", "serious", "measures",
        "closed_at", "closed_by",
    )  # fmt: skip
    return _answer(
        "incidents.csv",
        head,
        (
            (
                each.opened_at.isoformat(),
                each.item_kind,
                each.item_id,
                each.title,
                each.author_name,
                each.shown_at.isoformat(),
                each.hidden_at.isoformat() if each.hidden_at else "",
                "" if each.readers is None else each.readers,
                {None: "", True: "yes", False: "no"}[each.serious],
                each.measures,
                each.closed_at.isoformat() if each.closed_at else "",
                each.closed_by or "",
            )
            for each in incidents
        ),
    )


def _answer(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(head)
    writer.writerows([_harmless(str(value)) for value in row] for row in rows)
    answer = current_app.response_class(written.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _harmless(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value
