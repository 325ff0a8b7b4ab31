"""The stage of a community, with what each needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from wiki.errors import RelaisError
from wiki.features.communities.forms import StageForm
from wiki.features.communities.naming import FACT_LABELS, STAGE_LABELS, STAGE_SENTENCES
from wiki.features.communities.views.doors import Answer, blueprint
from wiki.parts.communities import commands, stages
from wiki.parts.communities.queries import community, facts
from wiki.parts.communities.watching import TO_ARCHIVE
from wiki.parts.spaces.models import Space
from wiki.web.gates import fetched
from wiki.web.spaces import community_named, to_change
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import viewer


@dataclass(frozen=True, slots=True)
class Step:
    """A stage that can be chosen, with what it needs."""

    stage: str
    label: Any
    sentence: Any
    back: bool
    needed: list[tuple[Any, bool]]  # what has to be there, and whether it is

    @property
    def ready(self) -> bool:
        return all(holds for _, holds in self.needed)


@blueprint.get("/<space>/-/stage")
@fetched("space.stage", community_named)
def stage(space: Space) -> str:
    return _stage(space, StageForm(formdata=None))


@blueprint.post("/<space>/-/stage")
@fetched("space.stage", community_named)
def move(space: Space) -> Answer:
    form = StageForm()
    if not form.validate():
        return _stage(space, form), 422
    wanted, seen = form.stage.data or "", form.seen.data or ""
    try:
        commands.change_stage(write(), viewer(), to_change(space), wanted, seen=seen)
    except RelaisError as error:
        discard()
        form.refuse(error)
        return _stage(space, form), error.status
    flash(gettext("Stage of the community from now on: %(stage)s.", stage=STAGE_LABELS[wanted]), "success")
    return redirect(url_for("communities.stage", space=space.slug), 303)


def _stage(space: Space, form: StageForm) -> str:
    found = community(session(), space.id)
    holding = facts(session(), space, found)
    return render_template(
        "features/communities/stage.html",
        space=space,
        community=found,
        form=form,
        way=[
            (name, label, STAGE_SENTENCES[name], name == space.stage) for name, label in STAGE_LABELS.items()
        ],
        steps=[_step(space.stage, wanted, holding) for wanted in stages.moves(space.stage)],
        silent=found.silence_told >= TO_ARCHIVE,
    )


def _step(stage: str, wanted: str, holding: Any) -> Step:
    back = stages.goes_back(stage, wanted)
    needed = () if back else stages.NEEDED[wanted]
    return Step(
        wanted,
        STAGE_LABELS[wanted],
        STAGE_SENTENCES[wanted],
        back,
        [(FACT_LABELS[fact], holding[fact]) for fact in needed],
    )
