"""Who reads a page: its restriction, as those who keep its space see and change it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from wiki.access.keyring import words_of
from wiki.access.roles import right_word
from wiki.errors import RelaisError
from wiki.kinds.pages import commands, presentation
from wiki.kinds.pages.forms import OF_ROLES, ReadersForm
from wiki.kinds.pages.queries import PageRow
from wiki.kinds.pages.views.doors import ON_PAGE, blueprint, page_named
from wiki.parts.restrictions.errors import ReasonOfRestrictionMissing, ReviewInThePast
from wiki.parts.restrictions.models import Restriction
from wiki.parts.restrictions.queries import find_restriction
from wiki.parts.spaces.errors import UnknownMember
from wiki.parts.spaces.people import offered_as, word_of
from wiki.web.dates import day_of, end_of
from wiki.web.forms import sent
from wiki.web.gates import fetched
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import viewer

Answer = str | tuple[str, int] | Response


@blueprint.get(f"{ON_PAGE}/readers")
@fetched("page.restrict", page_named)
def readers(page: PageRow) -> str:
    return _readers(page, _as_it_stands(page))


@blueprint.post(f"{ON_PAGE}/readers")
@fetched("page.restrict", page_named)
def restrict(page: PageRow) -> Answer:
    form = ReadersForm()
    if not form.validate():
        return _readers(page, form), 422
    try:
        words = _words(page, form)
        restricted = commands.restrict_page(
            write(), viewer(), page.id, words, reason=form.reason.data or "", review_at=_review(form)
        )
    except RelaisError as error:
        discard()
        form.refuse(error, _field_of(form, error))
        return _readers(page, form), error.status
    flash(gettext("Only those whom you named read this page and what stands under it."), "success")
    return redirect(url_for("pages.read", space=page.space_slug, slug=restricted.slug), 303)


@blueprint.post(f"{ON_PAGE}/readers/lift")
@fetched("page.restrict", page_named)
def lift(page: PageRow) -> Answer:
    sent()
    try:
        commands.lift_restriction(write(), viewer(), page.id)
    except RelaisError as error:
        discard()
        form = _as_it_stands(page)
        form.refuse(error)
        return _readers(page, form), error.status
    flash(gettext("This page is read again by whoever reads the page above it."), "success")
    return redirect(url_for("pages.read", space=page.space_slug, slug=page.slug), 303)


def _words(page: PageRow, form: ReadersForm) -> Collection[str]:
    """The words of those who are named, a line each, and of the roles that are ticked.

    :raises UnknownMember: for a line that names nobody.
    """
    names = [line.strip() for line in (form.who.data or "").splitlines() if line.strip()]
    return {
        *(word_of(session(), name) for name in names),
        *(right_word(right, page.space_id) for right in form.roles.data or ()),
    }


def _review(form: ReadersForm) -> datetime | None:
    return end_of(form.review.data) if form.review.data else None


def _field_of(form: ReadersForm, error: RelaisError) -> object | None:
    """The field that the error is about."""
    about: dict[type[RelaisError], object] = {
        UnknownMember: form.who,
        ReasonOfRestrictionMissing: form.reason,
        ReviewInThePast: form.review,
    }
    return about.get(type(error))


def _as_it_stands(page: PageRow) -> ReadersForm:
    """The form, filled with the restriction that there is."""
    restriction = find_restriction(session(), page.kind, page.id)
    if restriction is None:
        return ReadersForm(formdata=None)
    words = words_of(session(), restriction.access_class_id)
    return ReadersForm(
        formdata=None,
        roles=[choice.value for choice in OF_ROLES if right_word(choice.value, page.space_id) in words],
        who="\n".join(offered_as(session(), words)),
        reason=restriction.reason,
        review=day_of(restriction.review_at) if restriction.review_at else None,
    )


def _readers(page: PageRow, form: ReadersForm) -> str:
    own: Restriction | None = find_restriction(session(), page.kind, page.id)
    return render_template(
        "kinds/pages/readers.html",
        space=presentation.space_of(page),
        page=page,
        form=form,
        restriction=own,
        narrower_above=own is None and page.access_class_id != page.space_class_id,
    )
