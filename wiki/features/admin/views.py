"""What waits, what failed, and how large the site is."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from wiki import outbox
from wiki.features.admin.queries import counts
from wiki.web.forms import sent
from wiki.web.gates import on_site
from wiki.web.transaction import session, write

blueprint = Blueprint("admin", __name__)


@blueprint.get("/-/admin")
@on_site("site.administer")
def index() -> str:
    return render_template(
        "features/admin/admin.html",
        counts=counts(session()),
        waiting=outbox.waiting(session()),
        dead_letters=outbox.dead_letters(session()),
    )


@blueprint.post("/-/admin/deliveries/<int:delivery_id>/revive")
@on_site("site.administer")
def revive(delivery_id: int) -> Response:
    sent()
    outbox.revive(write(), delivery_id)
    flash(gettext("It will be tried again in a moment."), "success")
    return redirect(url_for("admin.index"), 303)
