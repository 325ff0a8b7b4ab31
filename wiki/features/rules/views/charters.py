"""The charter of a community: read, and accepted by its members."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from auth.web.host import local_path
from wiki.errors import RelaisError
from wiki.features.rules.forms import AcceptForm
from wiki.features.rules.views.doors import Answer, asking, blueprint, number
from wiki.parts.rules import commands, queries
from wiki.parts.rules.errors import NotAgreed, VersionMovedOn
from wiki.parts.rules.wording import CHARTER
from wiki.parts.spaces.models import Space
from wiki.web.gates import fetched
from wiki.web.spaces import community_named
from wiki.web.telling import told_of
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import viewer


@blueprint.get("/<space>/-/charter")
@fetched("space.accept", community_named)
def charter(space: Space) -> Answer:
    return _charter(space, AcceptForm(formdata=None))


@blueprint.post("/<space>/-/charter")
@fetched("space.accept", community_named)
def accept_charter(space: Space) -> Answer:
    form = AcceptForm()
    if not form.validate():
        return _charter(space, form, 422)
    try:
        if not form.agreed.data:
            raise NotAgreed
        commands.accept(write(), viewer(), write().get_one(Space, space.id), number(form.number.data))
    except RelaisError as error:
        discard()
        form.refuse(error, form.agreed if isinstance(error, NotAgreed) else None)
        if isinstance(error, VersionMovedOn):
            form.agreed.data = False
        return _charter(space, form, error.status)
    flash(told_of(gettext("You accepted the charter of “%(title)s”."), space), "success")
    home = url_for("spaces.home", space=space.slug)
    return redirect(local_path(form.next.data) if form.next.data else home, 303)


@blueprint.get("/<space>/-/charter/<int:number>")
@fetched("space.accept", community_named)
def charter_version(space: Space, number: int) -> str:
    found = queries.version(session(), space.id, number)
    return render_template(
        "features/rules/version.html",
        space=space,
        version=found,
        in_force=queries.current(session(), space.id),
        texts=list(queries.texts(session(), found).values()),
        other=None,
    )


def _charter(space: Space, form: AcceptForm, status: int = 200) -> Answer:
    found = queries.current(session(), space.id)
    if found is not None:
        form.number.data = str(found.number)
    page = render_template(
        "features/rules/charter.html",
        space=space,
        version=found,
        texts=list(queries.texts(session(), found).values()) if found else [],
        versions=queries.versions(session(), space.id),
        asking=asking(form, found, space.id, (CHARTER,)) if found else None,
        form=form,
        is_member=bool(viewer().rights.get(space.id)),
    )
    return page, status
