"""The guide of style, in the browser."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for

from wiki.features.style import samples
from wiki.features.style.forms import SampleForm, wrong_form
from wiki.registry import KINDS
from wiki.web.content import content
from wiki.web.gates import on_site
from wiki.web.language import locale

blueprint = Blueprint("style", __name__)


@blueprint.get("/-/style")
@on_site("site.administer")
def index() -> str:
    texts = content().texts("help", locale()[:2])
    prose, here = texts["formatting"], url_for("style.index")
    return render_template(
        "features/style/style.html",
        prose=prose,
        here=here,
        form=SampleForm(formdata=None),
        wrong=wrong_form(),
        samples=samples,
        space=samples.SPACE,
        branches=samples.branches(list(texts.values()), here),
        changes=samples.changes(prose, here),
        differences=samples.differences(prose),
        margin=samples.margin(prose, here),
        kinds=[(kind.labels[1], kind.specimens(here)) for kind in KINDS if kind.specimens is not None],
    )
