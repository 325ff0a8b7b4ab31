"""Something is flagged."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from wiki.errors import RelaisError
from wiki.features.moderation.forms import (
    FlagForm,
)
from wiki.features.moderation.views.doors import Answer, Fields, blueprint
from wiki.parts.moderation import commands
from wiki.parts.moderation.errors import (
    FlagNoteMissing,
    FlagReasonMissing,
    NothingToModerate,
)
from wiki.parts.moderation.matters import matter_to_read
from wiki.parts.spaces.models import Space
from wiki.web.gates import fetched
from wiki.web.spaces import space_named
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import viewer


@blueprint.get("/<space>/-/flags/<kind>/<int:item_id>")
@fetched("space.flag", space_named)
def flag(space: Space, kind: str, item_id: int) -> str:
    return _flag_form(space, kind, item_id, FlagForm(formdata=None))


@blueprint.post("/<space>/-/flags/<kind>/<int:item_id>")
@fetched("space.flag", space_named)
def send_flag(space: Space, kind: str, item_id: int) -> Answer:
    form = FlagForm()
    matter_of(space, kind, item_id)
    if not form.validate():
        return _flag_form(space, kind, item_id, form), 422
    try:
        matter, is_new = commands.flag(
            write(), viewer(), kind, item_id, form.reason.data or "", form.note.data or ""
        )
    except RelaisError as error:
        discard()
        fields: Fields = {FlagReasonMissing: form.reason, FlagNoteMissing: form.note}
        form.refuse(error, fields.get(type(error)))
        return _flag_form(space, kind, item_id, form), error.status
    told = gettext("It is flagged. Those who moderate this space look at it, and do not tell who flagged it.")
    flash(told if is_new else gettext("You had flagged it already."), "success")
    hidden = form.reason.data == "personal" and not matter.stays
    return redirect(url_for("spaces.home", space=space.slug) if hidden else matter.url, 303)


def _flag_form(space: Space, kind: str, item_id: int, form: FlagForm) -> str:
    return render_template(
        "features/moderation/flag.html", space=space, matter=matter_of(space, kind, item_id), form=form
    )


def matter_of(space: Space, kind: str, item_id: int) -> Any:
    """What is read in this space.

    :raises NothingToModerate: when it is elsewhere, or not to be read.
    """
    found = matter_to_read(session(), viewer(), kind, item_id)
    if found.space_id != space.id:
        raise NothingToModerate
    return found
