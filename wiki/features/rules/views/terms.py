"""The terms of use and the privacy notice: read by everyone, accepted by whoever is signed in."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from auth.web.host import local_path
from wiki.access.models import RulesVersion
from wiki.errors import RelaisError
from wiki.features.rules.forms import AcceptForm
from wiki.features.rules.views.doors import (
    Answer,
    asking,
    blueprint,
    language,
    names_here,
    number,
    texts_of,
)
from wiki.parts.rules import commands, queries
from wiki.parts.rules.errors import NotAgreed, VersionMovedOn
from wiki.parts.rules.wording import TERMS
from wiki.web.binding import closed, settings
from wiki.web.content import LANGUAGES, content
from wiki.web.gates import for_everyone, for_signed_in
from wiki.web.language import locale
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import viewer


@blueprint.get("/-/terms")
@for_everyone
def terms() -> Answer:
    return _terms(AcceptForm(formdata=None, next=request.args.get("next", "")))


@blueprint.post("/-/terms")
@for_signed_in
def accept() -> Answer:
    form = AcceptForm()
    if not form.validate():
        return _terms(form, 422)
    try:
        if not form.agreed.data:
            raise NotAgreed
        commands.accept(write(), viewer(), None, number(form.number.data))
    except RelaisError as error:
        discard()
        form.refuse(error, form.agreed if isinstance(error, NotAgreed) else None)
        if isinstance(error, VersionMovedOn):
            form.agreed.data = False
        return _terms(form, error.status)
    flash(gettext("Thank you: what you accepted is noted, with its version and the date."), "success")
    return redirect(local_path(form.next.data), 303)


@blueprint.get("/-/terms/versions/<int:number>")
@for_everyone
def version(number: int) -> str:
    found = queries.version(session(), None, number)
    in_force = queries.current(session(), None)
    return render_template(
        "features/rules/version.html",
        space=None,
        version=found,
        in_force=in_force,
        texts=texts_of(found),
        other=_other_language(found),
    )


def _terms(form: AcceptForm, status: int = 200) -> Answer:
    found = queries.current(session(), None)
    if found is None:
        return _model(), status
    texts = texts_of(found, names_here())
    form.number.data = str(found.number)
    page = render_template(
        "features/rules/terms.html",
        version=found,
        texts=texts,
        versions=queries.versions(session(), None),
        asking=asking(form, found, None, names_here()) if viewer().signed_in else None,
        form=form,
        closed=closed(),
        binding=settings().unaccepted,
        months=settings().renew_months,
        next=local_path(form.next.data) if form.next.data else None,
        other=_other_language(found),
    )
    return page, status


def _model() -> str:
    """Until a version is published: the words that came with the program, which bind nobody."""
    texts = [content().text("rules", name, language()) for name in names_here()]
    other = next((tag for tag in LANGUAGES if tag != texts[0].language), None)
    return render_template("features/rules/model.html", texts=texts, other=_link(other) if other else None)


def _other_language(found: RulesVersion) -> tuple[str, str] | None:
    """The language and the address of the same version in the other language, where it has one."""
    shown = texts_of(found)[0].language
    names = queries.texts(session(), found)
    other = next((tag for tag in LANGUAGES if tag != shown and (TERMS, tag) in names), None)
    return _link(other) if other else None


def _link(language: str) -> tuple[str, str]:
    """Where this screen is in another language; it is named where it is not the person's."""
    values = dict(request.view_args or {}, language=None if language == locale()[:2] else language)
    endpoint = "rules.version" if request.endpoint == "rules.version" else "rules.terms"
    return language, url_for(endpoint, **values, next=request.args.get("next"))
