"""A version of the terms of use is written, looked at and published by those who run the site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup

from wiki import clock
from wiki.access.models import RulesVersion
from wiki.errors import RelaisError
from wiki.features.rules.forms import PublishForm
from wiki.features.rules.views.doors import Answer, blueprint, number
from wiki.markup import render, resolve
from wiki.parts.rules import commands, errors, queries
from wiki.parts.rules.wording import OF_SITE, Wording
from wiki.web.binding import settings
from wiki.web.content import LANGUAGES, content
from wiki.web.dates import day_of
from wiki.web.gates import on_site
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import viewer

FIELDS: dict[type[Exception], str] = {
    errors.RulesEmpty: "terms_fr",
    errors.ChangeMissing: "changed",
    errors.ChangeTooLong: "changed",
    errors.DatedAhead: "dated",
}


@blueprint.get("/-/terms/publish")
@on_site("site.publish_rules")
def publishing() -> str:
    found = queries.current(session(), None)
    seen = found.number if found else 0
    form = PublishForm(formdata=None, **_bodies(found), dated=day_of(clock.now()), seen=str(seen))
    return _form(form, found)


@blueprint.post("/-/terms/publish")
@on_site("site.publish_rules")
def publish() -> Answer:
    form, found = PublishForm(), queries.current(session(), None)
    if not form.validate():
        return _form(form, found), 422
    wordings = _wordings(form)
    if "preview" in request.form:
        return _form(form, found, previews=[(each, _html(each)) for each in wordings if each.body.strip()])
    try:
        made = commands.publish_rules(
            write(),
            viewer(),
            wordings,
            dated=form.dated.data or day_of(clock.now()),
            changed=form.changed.data or "",
            material=not form.same.data,
            seen=number(form.seen.data),
        )
    except RelaisError as error:
        discard()
        form.refuse(error, _field_of(form, error))
        if isinstance(error, errors.PublishedMeanwhile) and found is not None:
            form.seen.data = str(found.number)
        return _form(form, found), error.status
    flash(
        gettext("Version %(number)s is published, and in force from now on.", number=made.number), "success"
    )
    return redirect(url_for("rules.terms"), 303)


def _form(form: PublishForm, found: RulesVersion | None, previews: Any = ()) -> str:
    return render_template(
        "features/rules/publish.html",
        form=form,
        version=found,
        previews=previews,
        settings=settings(),
        first=found is None,
    )


def _bodies(found: RulesVersion | None) -> Mapping[str, str]:
    """What to begin with: the version in force, or else the words that came with the program."""
    if found is None:
        return {
            f"{name}_{tag}": content().text("rules", name, tag).body for name in OF_SITE for tag in LANGUAGES
        }
    return {f"{text.name}_{text.language}": text.body for text in queries.texts(session(), found).values()}


def _wordings(form: PublishForm) -> list[Wording]:
    return [
        Wording(name, tag, content().text("rules", name, tag).title, form[f"{name}_{tag}"].data or "")
        for name in OF_SITE
        for tag in LANGUAGES
    ]


def _html(wording: Wording) -> Markup:
    return Markup(resolve(render(wording.body, language=wording.language).html, {}))  # noqa: S704 (sanitised)


def _field_of(form: PublishForm, error: RelaisError) -> Any:
    if isinstance(error, errors.RulesTooLong):
        return max(
            (form[f"{name}_{tag}"] for name in OF_SITE for tag in LANGUAGES), key=lambda f: len(f.data or "")
        )
    name = FIELDS.get(type(error))
    return form[name] if name else None
