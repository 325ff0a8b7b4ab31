"""A page is made official, and is so no longer."""

from __future__ import annotations

from flask import flash, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from wiki.errors import RelaisError
from wiki.kinds.pages import commands, presentation
from wiki.kinds.pages.errors import ChangedSinceRead
from wiki.kinds.pages.forms import ApprovalForm, number
from wiki.kinds.pages.queries import PageRow
from wiki.kinds.pages.views.doors import ON_PAGE, blueprint, page_named
from wiki.web.gates import fetched
from wiki.web.transaction import discard, write
from wiki.web.viewing import viewer

Answer = str | tuple[str, int] | Response


@blueprint.get(f"{ON_PAGE}/approval")
@fetched("page.approve", page_named)
def approval(page: PageRow) -> str:
    return _approval(page, ApprovalForm(formdata=None, number=str(page.revision_number)))


@blueprint.post(f"{ON_PAGE}/approval")
@fetched("page.approve", page_named)
def approve(page: PageRow) -> Answer:
    form = ApprovalForm()
    if not form.validate():
        return _approval(page, form), 422
    try:
        commands.approve_page(write(), viewer(), page.id, number(form.number.data))
    except RelaisError as error:
        discard()
        form.refuse(error)
        if isinstance(error, ChangedSinceRead):
            form.number.data = str(page.revision_number)
        return _approval(page, form), error.status
    flash(gettext("The page is official: it says who approved it, and when."), "success")
    return redirect(page.url, 303)


@blueprint.post(f"{ON_PAGE}/approval/withdraw")
@fetched("page.approve", page_named)
def withdraw_approval(page: PageRow) -> Answer:
    form = ApprovalForm()
    if not form.validate():
        return _approval(page, form), 422
    try:
        commands.withdraw_approval(write(), viewer(), page.id)
    except RelaisError as error:
        discard()
        form.refuse(error)
        return _approval(page, form), error.status
    flash(gettext("The page is official no longer."), "success")
    return redirect(page.url, 303)


def _approval(page: PageRow, form: ApprovalForm) -> str:
    return render_template(
        "kinds/pages/approval.html",
        space=presentation.space_of(page),
        page=page,
        form=form,
        number=number(form.number.data) or page.revision_number,
    )
