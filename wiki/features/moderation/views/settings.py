"""How a space is moderated."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from wiki.features.moderation.forms import (
    ModeratingForm,
)
from wiki.features.moderation.views.doors import Answer, blueprint
from wiki.parts.moderation import commands
from wiki.parts.moderation.models import Moderating
from wiki.parts.spaces.models import Space
from wiki.web.gates import fetched
from wiki.web.spaces import space_named
from wiki.web.transaction import session, write
from wiki.web.viewing import viewer


@blueprint.get("/<space>/-/moderating")
@fetched("space.moderating", space_named)
def settings(space: Space) -> str:
    rules = session().get(Moderating, space.id)
    return _settings(space, ModeratingForm(formdata=None, obj=rules))


@blueprint.post("/<space>/-/moderating")
@fetched("space.moderating", space_named)
def change(space: Space) -> Answer:
    form = ModeratingForm()
    if not form.validate():
        return _settings(space, form), 422
    commands.set_moderating(
        write(),
        viewer(),
        write().get_one(Space, space.id),
        who_waits=form.who_waits.data,
        guests_wait=form.guests_wait.data,
        newcomers_wait=form.newcomers_wait.data or 0,
        links_wait=form.links_wait.data,
        words_wait=form.words_wait.data or "",
        flags_hide=form.flags_hide.data or 0,
    )
    flash(gettext("The settings are saved."), "success")
    return redirect(url_for("moderation.settings", space=space.slug), 303)


def _settings(space: Space, form: ModeratingForm) -> str:
    return render_template("features/moderation/settings.html", space=space, form=form)
