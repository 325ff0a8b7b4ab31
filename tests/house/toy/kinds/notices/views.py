"""Notices in the browser."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from sqlalchemy.orm import Session
from wiki.kinds.notices import commands, queries
from wiki.kinds.notices.forms import NoticeForm
from wiki.kinds.notices.models import Notice

from wiki.access.viewer import Viewer
from wiki.parts.spaces import queries as spaces
from wiki.parts.spaces.models import Space
from wiki.web.gates import fetched
from wiki.web.transaction import write
from wiki.web.viewing import viewer

blueprint = Blueprint("pinned_notices", __name__)


def space_named(session: Session, viewer: Viewer, action: str, *, space: str) -> Space:
    return spaces.space(session, viewer, space, action)


def notice_of(session: Session, viewer: Viewer, action: str, *, space: str, notice_id: int) -> Notice:
    spaces.space(session, viewer, space)
    return queries.notice(session, viewer, notice_id)


@blueprint.get("/<space>/-/notices/<int:notice_id>")
@fetched("notice.read", notice_of)
def read(notice: Notice) -> str:
    return render_template("kinds/notices/notice.html", notice=notice)


@blueprint.get("/<space>/-/notices/new")
@fetched("notice.edit", space_named)
def new(space: Space) -> str:
    return render_template("kinds/notices/new.html", space=space, form=NoticeForm(formdata=None))


@blueprint.post("/<space>/-/notices/new")
@fetched("notice.edit", space_named)
def post(space: Space) -> Any:
    form = NoticeForm()
    if not form.validate():
        return render_template("kinds/notices/new.html", space=space, form=form), 422
    notice = commands.post_notice(
        write(), viewer(), space, title=form.title.data or "", words=form.words.data or ""
    )
    return redirect(url_for("pinned_notices.read", space=space.slug, notice_id=notice.id), 303)
