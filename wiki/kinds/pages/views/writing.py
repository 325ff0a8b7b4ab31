"""A page is written: new, changed, brought back to what it was, merged with what a colleague wrote meanwhile."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from wiki import clock
from wiki.errors import RelaisError
from wiki.kinds.pages import commands, presentation
from wiki.kinds.pages.errors import ABOUT_THE_TITLE, EditsOverlap, NoSuchParent
from wiki.kinds.pages.forms import LANGUAGES, Began, PageForm, number
from wiki.kinds.pages.naming import clean_title
from wiki.kinds.pages.places import parent_choices
from wiki.kinds.pages.previewing import links_of_text
from wiki.kinds.pages.queries import PageRow
from wiki.kinds.pages.views.doors import IN_SPACE, ON_PAGE, blueprint, page_named
from wiki.parts.drafts.commands import drop_draft, keep_draft
from wiki.parts.drafts.queries import find_draft, newest_draft
from wiki.parts.presence.commands import be_present
from wiki.parts.presence.queries import others_writing
from wiki.parts.revisions.merge import merge
from wiki.parts.revisions.queries import base_text, readable_revision
from wiki.parts.revisions.queries import revision as revision_of
from wiki.parts.spaces.models import Space
from wiki.parts.tags.commands import merge_tags, parse_tags
from wiki.web.content import Text, content
from wiki.web.dates import hour_said
from wiki.web.forms import sent
from wiki.web.gates import fetched
from wiki.web.spaces import space_named
from wiki.web.telling import published, told_of
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import viewer

Answer = str | tuple[str, int] | Response


class Starter(NamedTuple):
    """Something that a new page can begin with."""

    label: str
    sentence: str
    url: str
    language: str  # of the label and the sentence; "" for that of the screen
    current: bool


# ── A new page ─────────────────────────────────────────────────────────────────────────────────────


@blueprint.get(f"{IN_SPACE}/new")
@fetched("page.create", space_named)
def new(space: Space) -> str:
    form = PageForm(formdata=None, title=request.args.get("title", ""), language=space.language)
    draft = newest_draft(session(), viewer(), _place(space, request.args.get("draft", "")))
    if draft is not None and "draft" in request.args:
        form.title.data, form.body.data, form.draft.data = draft.title, draft.body, draft.key
    else:
        form.draft.data = secrets.token_hex(6)
    starters = content().texts("starters", space.language)
    starter = starters.get(request.args.get("starter", ""))
    if starter is not None and not form.body.data:
        form.body.data, form.tags.data = starter.body, ", ".join(starter.tags)
    return _new_form(space, form, draft=draft, starters=_choice(space, starters.values(), starter))


def _choice(space: Space, starters: Iterable[Text], chosen: Text | None) -> list[Starter]:
    """What a new page can begin with, an empty one first; what was said of it before the choice stays."""
    said: dict[str, Any] = {name: request.args[name] for name in ("title", "parent") if name in request.args}
    empty = Starter(
        gettext("Empty page"), "", url_for("pages.new", space=space.slug, **said), "", chosen is None
    )
    return [empty] + [
        Starter(
            starter.title,
            starter.sentence,
            url_for("pages.new", space=space.slug, starter=starter.name, **said),
            starter.language,
            starter is chosen,
        )
        for starter in starters
    ]


@blueprint.post(f"{IN_SPACE}/new")
@fetched("page.create", space_named)
def create(space: Space) -> Answer:
    form = PageForm()
    if not _well_formed(form):
        return _new_form(space, form), 422
    try:
        page = commands.create_page(
            write(),
            viewer(),
            space,
            title=form.title.data or "",
            body=form.body.data or "",
            parent_id=form.parent.data or None,
            summary=form.summary.data or "",
            tags=parse_tags(form.tags.data or ""),
            language=form.language.data,
        )
        drop_draft(write(), viewer(), _place(space, form.draft.data or ""))
    except RelaisError as error:
        discard()
        form.refuse(error, _field_of(form, error))
        return _new_form(space, form), error.status
    flash(*published(told_of(gettext("The page “%(title)s” is published."), page), page.held))
    return redirect(url_for("pages.read", space=space.slug, slug=page.slug), 303)


def _new_form(space: Space, form: PageForm, draft: Any = None, starters: Sequence[Starter] = ()) -> str:
    parent_id = form.parent.data or request.args.get("parent", 0, int)
    form.parent.choices = parent_choices(session(), viewer(), space.id, parent_id)
    form.parent.data = parent_id
    return render_template(
        "kinds/pages/edit.html",
        space=space,
        page=None,
        form=form,
        draft=presentation.draft_beside(draft, form.body.data or ""),
        starters=starters,
        draft_key=draft.key if draft is not None else "",
        draft_url=url_for("pages.draft_of_new", space=space.slug, key=form.draft.data),
        discard_url=url_for("pages.draft_of_new", space=space.slug, key=draft.key if draft else ""),
        editors=(),
        crumbs=[
            (space.title, url_for("spaces.home", space=space.slug), space.language),
            (gettext("New page"), None),
        ],
    )


# ── A change ───────────────────────────────────────────────────────────────────────────────────────


@blueprint.get(f"{ON_PAGE}/edit")
@fetched("page.edit", page_named)
def edit(page: PageRow) -> str:
    current = revision_of(session(), page, page.revision_number)
    form = PageForm(
        formdata=None,
        title=page.title,
        parent=page.parent_id,
        body=current.body,
        tags=", ".join(page.tag_list),
        language=page.language,
        base_revision=str(page.revision_number),
        began=_as_it_is(page).written(),
    )
    draft = find_draft(session(), viewer(), page.place)
    if draft is not None and "draft" in request.args:
        form.title.data, form.body.data, form.summary.data = (
            draft.title or page.title,
            draft.body,
            draft.summary,
        )
        form.base_revision.data = str(draft.base_revision or page.revision_number)
    shown = _edit_form(page, form, draft=draft)
    be_present(write(), viewer(), page.place)
    return shown


@blueprint.post(f"{ON_PAGE}/edit")
@fetched("page.edit", page_named)
def save(page: PageRow) -> Answer:
    form = PageForm()
    if not _well_formed(form):
        return _edit_form(page, form), 422
    try:
        base, body = _finished(page, form)
        saved = commands.save_page(
            write(),
            viewer(),
            page.id,
            base=base,
            body=body,
            summary=form.summary.data or "",
            minor=form.minor.data,
            **_wished(page, form),
        )
    except EditsOverlap as overlap:
        discard()
        return _conflict(page, form, overlap), overlap.status
    except RelaisError as error:
        discard()
        form.refuse(error, _field_of(form, error))
        return _edit_form(page, form), error.status
    flash(*_outcome(saved))
    return redirect(url_for("pages.read", space=page.space_slug, slug=saved.page.slug), 303)


@blueprint.post(f"{ON_PAGE}/revisions/<int:number>/revert")
@fetched("page.edit", page_named)
def revert(page: PageRow, number: int) -> Answer:
    sent()
    commands.revert_page(write(), viewer(), page.id, number)
    flash(gettext("Revision %(number)s is back.", number=number), "success")
    return redirect(page.url, 303)


def _finished(page: PageRow, form: PageForm) -> tuple[int, str]:
    """The base and the text to save: as typed, or as put together on the screen of a conflict."""
    base, body = number(form.base_revision.data), form.body.data or ""
    theirs = number(form.theirs_revision.data)
    if not theirs:
        return base, body
    merged = merge(
        base_text(session(), page, base),
        body,
        readable_revision(session(), viewer(), page, theirs).revision.body,
    )
    return theirs, presentation.chosen_text(merged, request.form)


def _as_it_is(page: PageRow) -> Began:
    return Began(page.title, page.parent_id, tuple(page.tag_list), page.language)


def _wished(page: PageRow, form: PageForm) -> dict[str, Any]:
    """What the sender changed beside the words. A field that says what it said when the form was opened asks for
    nothing: a colleague may have changed that meanwhile."""
    began = Began.read(form.began.data, default=_as_it_is(page))
    wished: dict[str, Any] = {}
    if clean_title(form.title.data or "") != began.title:
        wished["title"] = form.title.data
    if form.parent.data and not page.first and form.parent.data not in (began.parent, page.parent_id):
        wished["parent_id"] = form.parent.data
    if form.language.data != began.language:
        wished["language"] = form.language.data
    if form.tags.data is not None:
        wished["tags"] = merge_tags(began.tags, parse_tags(form.tags.data), page.tag_list)
    return wished


def _outcome(saved: commands.Saved) -> tuple[str | Markup, str]:
    if saved.merged_with:
        return gettext(
            "Saved. %(who)s had changed other passages meanwhile: both are in the page.",
            who=saved.merged_with,
        ), "success"
    if not saved.changed:
        return gettext("The text was already like this: there is no new revision."), "info"
    return published(gettext("Your changes are published."), saved.page.held)


def _edit_form(page: PageRow, form: PageForm, draft: Any = None) -> str:
    form.parent.choices = parent_choices(
        session(), viewer(), page.space_id, page.parent_id or 0, besides=page.id
    )
    return render_template(
        "kinds/pages/edit.html",
        space=presentation.space_of(page),
        page=page,
        form=form,
        draft=presentation.draft_beside(draft, form.body.data or ""),
        draft_key="restore",
        draft_url=url_for("pages.draft", space=page.space_slug, slug=page.slug),
        discard_url=url_for("pages.draft", space=page.space_slug, slug=page.slug),
        editors=others_writing(session(), viewer(), page.place),
        crumbs=[
            presentation.crumb_of_space(page),
            (page.title, page.url, page.language),
            (gettext("Edit"), None),
        ],
    )


def _conflict(page: PageRow, form: PageForm, overlap: EditsOverlap) -> str:
    theirs = revision_of(session(), page, overlap.current)
    # The choice is made between what was just merged, which a first choice may already have gone into.
    form.base_revision.data, form.body.data = str(overlap.base), overlap.mine
    return render_template(
        "kinds/pages/conflict.html",
        space=presentation.space_of(page),
        page=page,
        form=form,
        regions=presentation.regions_of(overlap.merged),
        theirs_author=theirs.author_name,
        theirs_at=theirs.created_at,
        theirs_number=theirs.number,
        theirs_url=page.url,
    )


def _well_formed(form: PageForm) -> bool:
    """Whether the shape is right; the text is rendered before the database is locked for writing."""
    if not form.validate():
        return False
    try:
        commands.rendered_text(commands.clean_body(form.body.data or ""), form.language.data)
    except RelaisError as error:
        form.refuse(error, form.body)
        return False
    return True


def _field_of(form: PageForm, error: RelaisError) -> Any:
    """The field that an error is about, or None."""
    if isinstance(error, NoSuchParent):
        return form.parent
    return form.title if isinstance(error, ABOUT_THE_TITLE) else None


# ── While writing ──────────────────────────────────────────────────────────────────────────────────

OF_DRAFT = ("title", "body", "summary", "base_revision", "discard")


@blueprint.post(f"{ON_PAGE}/preview")
@fetched("page.edit", page_named)
def preview(page: PageRow) -> Response:
    return _preview((page.space_id, page.space_slug), page.language, page)


@blueprint.post(f"{IN_SPACE}/preview")
@fetched("page.create", space_named)
def preview_of_new(space: Space) -> Response:
    return _preview((space.id, space.slug), space.language)


def _preview(home: tuple[int, str], language: str, page: PageRow | None = None) -> Response:
    """The text as its writer will read it once it is saved in the space `home`."""
    said = sent("body", "language", "parent")
    if said["language"] in {choice.value for choice in LANGUAGES}:
        language = said["language"]
    rendered = commands.rendered_text(commands.clean_body(said["body"]), language)
    parent_id = page.parent_id if page else number(said["parent"])
    links = links_of_text(session(), home[0], rendered.links, page, parent_id)
    return jsonify(html=presentation.linked(viewer(), rendered.html, links, home), language=language)


@blueprint.post(f"{ON_PAGE}/draft")
@fetched("page.edit", page_named)
def draft(page: PageRow) -> Answer:
    address = url_for("pages.edit", space=page.space_slug, slug=page.slug)
    said = sent(*OF_DRAFT)
    if said["title"] == page.title and _says_the_same(page, said["body"]):
        drop_draft(write(), viewer(), page.place)
        now = clock.now()
        return jsonify(saved_at=now.isoformat(), hour=hour_said(now))
    return _keep_or_drop(page.place, address)


def _says_the_same(page: PageRow, body: str) -> bool:
    """Whether what is sent is what the page says already: a draft of nothing, as one that comes after the save."""
    return commands.clean_body(body) == revision_of(session(), page, page.revision_number).body


@blueprint.post(f"{IN_SPACE}/draft")
@fetched("page.create", space_named)
def draft_of_new(space: Space) -> Answer:
    place = _place(space, request.args.get("key", ""))
    return _keep_or_drop(place, url_for("pages.new", space=space.slug))


def _keep_or_drop(place: str, back: str) -> Answer:
    said = sent(*OF_DRAFT)
    if said["discard"]:
        drop_draft(write(), viewer(), place)
        return redirect(back, 303)
    saved_at = keep_draft(
        write(),
        viewer(),
        place,
        title=said["title"],
        body=commands.clean_body(said["body"]),
        summary=said["summary"],
        base_revision=number(said["base_revision"]),
    )
    return jsonify(saved_at=saved_at.isoformat(), hour=hour_said(saved_at))


@blueprint.post(f"{ON_PAGE}/presence")
@fetched("page.edit", page_named)
def presence(page: PageRow) -> Response:
    sent()
    be_present(write(), viewer(), page.place)
    return jsonify(people=list(others_writing(session(), viewer(), page.place)))


def _place(space: Space, key: str) -> str:
    """What the draft of a new page of the space is kept under. Each form has a key of its own: two new pages that are
    being written do not write over each other."""
    return f"space:{space.id}:{re.sub('[^0-9a-f]', '', key)[:12]}"
