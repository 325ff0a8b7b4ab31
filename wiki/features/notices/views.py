"""Notices, in the browser."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from wiki.parts.notices import queries
from wiki.parts.notices.commands import mark_read
from wiki.web.forms import sent
from wiki.web.gates import for_signed_in
from wiki.web.notices import shown
from wiki.web.transaction import afterwards, session, write
from wiki.web.viewing import viewer

blueprint = Blueprint("notices", __name__)

ON_A_SCREEN = 50


@blueprint.get("/-/notices")
@for_signed_in
def index() -> str:
    before = request.args.get("before", None, int)
    found = queries.notices(session(), viewer(), before=before, limit=ON_A_SCREEN + 1)
    listed = found[:ON_A_SCREEN]
    return render_template(
        "features/notices/notices.html",
        notices=[shown(notice) for notice in listed],
        newer_url=url_for("notices.index") if before else None,
        older_url=url_for("notices.index", before=listed[-1].id) if len(found) > ON_A_SCREEN else None,
    )


@blueprint.get("/-/notices/<int:notice_id>")
@for_signed_in
def open_(notice_id: int) -> Response:
    """On the way to what it is about, the notice is marked as read, once the answer is made."""
    notice = queries.notice(session(), viewer(), notice_id)
    if notice.read_at is None:
        afterwards(partial(mark_read, actor=viewer(), notice_id=notice.id))
    return redirect(notice.url or url_for("notices.index"), 303)


@blueprint.post("/-/notices/<int:notice_id>/read")
@for_signed_in
def read(notice_id: int) -> Response:
    sent()
    mark_read(write(), viewer(), queries.notice(session(), viewer(), notice_id).id)
    return redirect(url_for("notices.index"), 303)


@blueprint.post("/-/notices/read")
@for_signed_in
def read_all() -> Response:
    sent()
    mark_read(write(), viewer())
    return redirect(url_for("notices.index"), 303)
