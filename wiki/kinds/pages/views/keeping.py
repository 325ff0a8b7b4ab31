"""A page is renamed, moved, put in the bin and taken out of it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from wiki.errors import RelaisError
from wiki.kinds.pages import commands, presentation, queries
from wiki.kinds.pages.errors import ABOUT_THE_TITLE
from wiki.kinds.pages.forms import DeleteForm, MoveForm, RestoreForm
from wiki.kinds.pages.models import Page
from wiki.kinds.pages.places import parent_choices, sibling_choices
from wiki.kinds.pages.queries import PageRow
from wiki.kinds.pages.views.doors import IN_SPACE, ON_PAGE, blueprint, page_in_bin, page_named
from wiki.parts.spaces.models import Space
from wiki.web.forms import Choice
from wiki.web.gates import fetched
from wiki.web.telling import told_of
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import viewer

Answer = str | tuple[str, int] | Response


@blueprint.get(f"{ON_PAGE}/move")
@fetched("page.move", page_named)
def move(page: PageRow) -> str:
    after = queries.sibling_before(session(), viewer(), page) or 0
    return _move_form(page, MoveForm(formdata=None, title=page.title, parent=page.parent_id, after=after))


@blueprint.post(f"{ON_PAGE}/move")
@fetched("page.move", page_named)
def move_to(page: PageRow) -> Answer:
    form = MoveForm()
    if not form.validate():
        return _move_form(page, form), 422
    after = _wished_place(page, form)
    try:
        moved = commands.rename_page(write(), viewer(), page.id, form.title.data or "")
        if _asks_for_a_place(page, form, after):
            moved = commands.move_page(write(), viewer(), page.id, form.parent.data, after)
    except RelaisError as error:
        discard()
        form.refuse(error, form.title if isinstance(error, ABOUT_THE_TITLE) else None)
        return _move_form(page, form), error.status
    flash(gettext("The page stands where you put it; its old addresses still lead to it."), "success")
    return redirect(url_for("pages.read", space=page.space_slug, slug=moved.slug), 303)


def _wished_place(page: PageRow, form: MoveForm) -> int | None:
    """The page after which this one should stand, 0 for the first place; None when the form says what was so."""
    before = queries.sibling_before(session(), viewer(), page) or 0
    return form.after.data if form.after.data != before else None


def _asks_for_a_place(page: PageRow, form: MoveForm, after: int | None) -> bool:
    return (
        not page.first
        and bool(form.parent.data)
        and (after is not None or form.parent.data != page.parent_id)
    )


def _move_form(page: PageRow, form: MoveForm) -> str:
    form.parent.choices = parent_choices(
        session(), viewer(), page.space_id, page.parent_id or 0, besides=page.id
    )
    form.after.choices = [Choice(0, gettext("(first)")), *sibling_choices(session(), viewer(), page)]
    return render_template(
        "kinds/pages/move.html",
        space=presentation.space_of(page),
        page=page,
        form=form,
        backlinks_count=len(queries.backlinks(session(), viewer(), page)),
    )


@blueprint.get(f"{ON_PAGE}/delete")
@fetched("page.delete", page_named)
def delete(page: PageRow) -> str:
    return _delete_form(page, DeleteForm(formdata=None))


@blueprint.post(f"{ON_PAGE}/delete")
@fetched("page.delete", page_named)
def put_in_bin(page: PageRow) -> Answer:
    form = DeleteForm()
    if not form.validate():
        return _delete_form(page, form), 422
    commands.delete_page(write(), viewer(), page.id, form.reason.data or "")
    flash(told_of(gettext("“%(title)s” is in the bin, from where it can come back."), page), "success")
    return redirect(url_for("spaces.home", space=page.space_slug), 303)


def _delete_form(page: PageRow, form: DeleteForm) -> str:
    return render_template(
        "kinds/pages/delete.html",
        space=presentation.space_of(page),
        page=page,
        form=form,
        children_count=queries.pages_under(session(), viewer(), page),
        backlinks_count=len(queries.backlinks(session(), viewer(), page)),
    )


@blueprint.get(f"{IN_SPACE}/bin/<int:page_id>")
@fetched("page.restore", page_in_bin)
def restore(found: tuple[Space, Page]) -> str:
    space, page = found
    return render_template(
        "kinds/pages/restore.html", space=space, page=page, form=RestoreForm(formdata=None, title=page.title)
    )


@blueprint.post(f"{IN_SPACE}/bin/<int:page_id>")
@fetched("page.restore", page_in_bin)
def take_out_of_bin(found: tuple[Space, Page]) -> Answer:
    space, page = found
    form = RestoreForm()
    if not form.validate():
        return render_template("kinds/pages/restore.html", space=space, page=page, form=form), 422
    page_id = page.id
    try:
        restored = commands.restore_page(write(), viewer(), page_id, form.title.data or None)
    except RelaisError as error:
        discard()
        form.refuse(error, form.title)
        return render_template("kinds/pages/restore.html", space=space, page=page, form=form), error.status
    flash(told_of(gettext("“%(title)s” is back."), restored), "success")
    return redirect(url_for("pages.read", space=space.slug, slug=restored.slug), 303)
