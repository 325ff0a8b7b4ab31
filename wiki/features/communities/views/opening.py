"""A community is opened."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from wiki.errors import RelaisError
from wiki.features.communities.forms import OpeningForm
from wiki.features.communities.naming import TEMPLATE_LABELS, TEMPLATE_SENTENCES
from wiki.features.communities.views.describing import FIELDS, said_in
from wiki.features.communities.views.doors import Answer, blueprint
from wiki.parts.communities import commands, errors, stages
from wiki.parts.communities.likeness import similar
from wiki.parts.communities.queries import Listed, directory, domains
from wiki.parts.spaces.errors import (
    ReservedSpaceName,
    SpaceNameTaken,
    SpaceTitleMissing,
    SpaceTitleTooLong,
    UnknownMember,
)
from wiki.parts.spaces.models import MEMBERS_ONLY, STAFF
from wiki.parts.spaces.people import names_like, word_of
from wiki.registry import KINDS, Starter
from wiki.web.content import content
from wiki.web.gates import on_site
from wiki.web.labels import communities
from wiki.web.language import locale
from wiki.web.telling import told_of
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import viewer

# Template → what its form begins with.
BEGINS = {
    "project": {"visibility": STAFF, "joining": stages.BY_INVITATION},
    "network": {"visibility": STAFF, "joining": stages.OPEN},
    "bill": {"visibility": MEMBERS_ONLY, "joining": stages.ON_REQUEST},
}
OF_OPENING = {
    **FIELDS,
    SpaceTitleMissing: "title",
    SpaceTitleTooLong: "title",
    SpaceNameTaken: "slug",
    ReservedSpaceName: "slug",
}


@blueprint.get("/-/communities/new")
@on_site("site.open_community")
def new() -> str:
    _require_policy()
    template = request.args.get("template", "")
    form = OpeningForm(
        formdata=None,
        template=template if template in BEGINS else "",
        language=locale(),
        kinds=[kind.name for kind in KINDS.optional],
        animator=viewer().name,
        **BEGINS.get(template, {}),
    )
    return _form(form.offer())


@blueprint.post("/-/communities/new")
@on_site("site.open_community")
def create() -> Answer:
    _require_policy()
    form = OpeningForm().offer()
    if not form.validate():
        return _form(form), 422
    alike = [] if form.confirmed.data else _alike(form)
    if alike:
        return _form(form, alike), 409
    try:
        animators, sponsor = _named(form)
        space = commands.open_community(
            write(),
            viewer(),
            form.title.data or "",
            said_in(form),
            communities(),
            address=form.slug.data or "",
            visibility=form.visibility.data,
            language=form.language.data,
            animators=animators,
            sponsor=sponsor,
            texts=_texts(form.template.data or "", form.language.data),
        )
    except RelaisError as error:
        discard()
        form.refuse(error, form.field_of(error, OF_OPENING) or _name_refused(form, error))
        return _form(form), error.status
    flash(told_of(gettext("The community “%(title)s” is there, as an idea."), space), "success")
    return redirect(url_for("communities.stage", space=space.slug), 303)


def _require_policy() -> None:
    """:raises OpenedByAdministrators: before anything is typed in vain."""
    if communities().open_by == "administrators" and not viewer().administrator:
        raise errors.OpenedByAdministrators


def _alike(form: OpeningForm) -> Sequence[Listed]:
    known = directory(session(), viewer())
    words = (form.title.data or "", form.purpose.data or "", form.domain.data or "")
    return similar(known, *words, form.language.data)


def _named(form: OpeningForm) -> tuple[list[str], str]:
    """The words of the animators and of the sponsor.

    :raises UnknownMember: for a name that nobody bears.
    """
    animators = [word_of(session(), who) for who in (form.animator.data, form.other_animator.data) if who]
    return animators, word_of(session(), form.sponsor.data) if form.sponsor.data else ""


def _name_refused(form: OpeningForm, error: RelaisError) -> object | None:
    """The field with the name that nobody bears."""
    if not isinstance(error, UnknownMember):
        return None
    fields = (form.animator, form.other_animator, form.sponsor)
    return next((field for field in fields if field.data == error.values.get("who")), None)


def _texts(template: str, language: str) -> list[Starter]:
    texts = content().texts("communities", language).values()
    return [Starter(text.title, text.body) for text in texts if text.group == template and template]


def _form(form: OpeningForm, alike: Sequence[Listed] = ()) -> str:
    return render_template(
        "features/communities/new.html",
        form=form,
        alike=alike,
        templates=[
            (name, label, TEMPLATE_SENTENCES[name], name == (form.template.data or ""))
            for name, label in TEMPLATE_LABELS.items()
        ],
        domains=domains(session(), viewer()),
        suggestions=names_like(session(), ""),
    )
