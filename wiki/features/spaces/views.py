"""Spaces in the browser."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from auth.identity import MEMBERS
from wiki.access.decision import may
from wiki.access.item import SITE
from wiki.access.roles import ANIMATOR, STEWARD
from wiki.errors import RelaisError
from wiki.features.spaces.forms import MemberForm, RoleForm, RolesForm, SpaceForm, until_of
from wiki.parts.communities.queries import waiting_of
from wiki.parts.spaces import commands, people, queries
from wiki.parts.spaces.errors import SpaceTitleMissing, SpaceTitleTooLong
from wiki.parts.spaces.models import Space
from wiki.registry import KINDS
from wiki.web.dates import day_of, end_of
from wiki.web.gates import fetched, for_signed_in, on_site
from wiki.web.leaves import leaf
from wiki.web.naming import ROLE_LABELS
from wiki.web.spaces import space_named
from wiki.web.telling import told_of
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import viewer

blueprint = Blueprint("spaces", __name__)

ON_A_SCREEN = 50  # members
SPACES = 48

Answer = str | tuple[str, int] | Response


@dataclass(frozen=True, slots=True)
class SpaceCard:
    """A space in a list, with the viewer's rights there."""

    title: str
    language: str
    url: str
    description: str
    visibility: str
    rights: Collection[str]


def card_of(space: Space) -> SpaceCard:
    return SpaceCard(
        space.title,
        space.language,
        url_for("spaces.home", space=space.slug),
        space.description,
        space.visibility,
        viewer().rights.get(space.id, ()),
    )


@blueprint.get("/-/spaces")
@for_signed_in
def index() -> str:
    asked, here = request.args.get("q", "").strip(), leaf(SPACES)
    known, total = queries.count_spaces(session(), viewer(), asked)
    from_here = queries.spaces_on(session(), viewer(), asked, limit=here.limit, offset=here.begin)
    return render_template(
        "features/spaces/spaces.html",
        spaces=[card_of(space) for space in here.shown(from_here)],
        asked=asked,
        long=known > SPACES,
        total=total,
        **here.ways(from_here),
        may_open=may(viewer(), "site.open_space", SITE),
    )


@blueprint.get("/<space>")
@fetched("space.know", space_named)
def home(space: Space) -> Any:
    if may(viewer(), "space.read", space):
        return KINDS.front_of(space)(space)
    answering = (ANIMATOR, STEWARD) if space.stage else (STEWARD,)
    return render_template(
        "features/spaces/closed.html",
        space=space,
        leading=queries.members(session(), space, queries.Among(roles=answering, present=True)),
        waits=waiting_of(session(), viewer().account_id, space.id),
    )


# ── Opened and described ───────────────────────────────────────────────────────────────────────────


@blueprint.get("/-/spaces/new")
@on_site("site.open_space")
def new() -> str:
    return render_template("features/spaces/space_form.html", space=None, form=SpaceForm(formdata=None))


@blueprint.post("/-/spaces/new")
@on_site("site.open_space")
def create() -> Answer:
    form = SpaceForm()
    if not form.validate():
        return render_template("features/spaces/space_form.html", space=None, form=form), 422
    try:
        space = commands.open_space(
            write(),
            viewer(),
            form.title.data or "",
            address=form.slug.data or "",
            description=form.description.data or "",
            visibility=form.visibility.data,
            language=form.language.data,
        )
    except RelaisError as error:
        discard()
        form.refuse(
            error, form.title if isinstance(error, SpaceTitleMissing | SpaceTitleTooLong) else form.slug
        )
        return render_template("features/spaces/space_form.html", space=None, form=form), error.status
    flash(told_of(gettext("The space “%(title)s” is open."), space), "success")
    return redirect(url_for("spaces.home", space=space.slug), 303)


@blueprint.get("/<space>/-/settings")
@fetched("space.change", space_named)
def settings(space: Space) -> str:
    form = SpaceForm(formdata=None, obj=space)
    return render_template("features/spaces/space_form.html", space=space, form=form)


@blueprint.post("/<space>/-/settings")
@fetched("space.change", space_named)
def change(space: Space) -> Answer:
    form = SpaceForm()
    if not form.validate():
        return render_template("features/spaces/space_form.html", space=space, form=form), 422
    try:
        commands.change_space(
            write(),
            viewer(),
            write().get_one(Space, space.id),
            title=form.title.data or "",
            description=form.description.data or "",
            visibility=form.visibility.data,
            language=form.language.data,
        )
    except RelaisError as error:
        discard()
        form.refuse(error, form.title)
        return render_template("features/spaces/space_form.html", space=space, form=form), error.status
    flash(gettext("The settings are saved."), "success")
    return redirect(url_for("spaces.home", space=space.slug), 303)


# ── Members ────────────────────────────────────────────────────────────────────────────────────────


@blueprint.get("/<space>/-/members")
@fetched("space.members", space_named)
def members(space: Space) -> str:
    return _members(space, MemberForm(formdata=None))


@blueprint.post("/<space>/-/members")
@fetched("space.members", space_named)
def set_member(space: Space) -> Answer:
    form: MemberForm | RoleForm = MemberForm() if "who" in request.form else RoleForm()
    if not form.validate():
        return _members(space, form), 422
    try:
        word, role = _given(form) if isinstance(form, MemberForm) else _changed(space, form)
        name = queries.name_of(session(), word) or gettext("All staff")
        commands.set_role(write(), viewer(), write().get_one(Space, space.id), word, role)
    except RelaisError as error:
        discard()
        form.refuse(error, form.who if isinstance(form, MemberForm) else None)
        return _members(space, form), error.status
    flash(_told(name, role), "success")
    return redirect(url_for("spaces.members", space=space.slug), 303)


@blueprint.get("/<space>/-/members/roles")
@fetched("space.members", space_named)
def roles(space: Space) -> Answer:
    found = queries.member(session(), space, request.args.get("word", ""))
    ends = {until_of(role): day_of(ends_at) for role, ends_at in found.roles.items() if ends_at is not None}
    reasons = dict.fromkeys(given.reason for given in found.given.values() if given.reason)
    form = RolesForm(
        formdata=None, word=found.word, roles=list(found.roles), reason="\n".join(reasons), **ends
    )
    return _roles(space, found, form)


@blueprint.post("/<space>/-/members/roles")
@fetched("space.members", space_named)
def set_roles(space: Space) -> Answer:
    form = RolesForm()
    found = queries.member(session(), space, form.word.data or "")
    if not form.validate():
        return _roles(space, found, form), 422
    try:
        commands.set_roles(
            write(),
            viewer(),
            write().get_one(Space, space.id),
            found.word,
            {role: _end(form, role) for role in form.roles.data or ()},
            reason=form.reason.data or "",
        )
    except RelaisError as error:
        discard()
        form.refuse(error)
        return _roles(space, found, form), error.status
    name = found.label or gettext("All staff")
    flash(gettext("The roles of %(name)s are saved.", name=name), "success")
    return redirect(url_for("spaces.members", space=space.slug), 303)


def _end(form: RolesForm, role: str) -> datetime | None:
    """The end of the last day that was chosen for the role, None for none."""
    last = form.until(role).data
    return end_of(last) if last is not None else None


def _roles(space: Space, found: queries.Member, form: RolesForm) -> str:
    return render_template(
        "features/spaces/roles.html", space=space, member=found, form=form, role_labels=ROLE_LABELS
    )


@blueprint.get("/<space>/-/members/suggestions")
@fetched("space.members", space_named)
def suggestions(space: Space) -> Response:
    return jsonify(names=people.names_like(session(), request.args.get("q", "")))


def _given(form: MemberForm) -> tuple[str, str]:
    """The word of whoever is named, and the role given to them."""
    who = form.who.data or ""
    return MEMBERS if who == gettext("All staff") else people.word_of(session(), who), form.role.data


def _changed(space: Space, form: RoleForm) -> tuple[str, str | None]:
    """The word of a member, and the role that they have from now on."""
    word = queries.member(session(), space, form.word.data or "").word
    return word, None if form.action.data == "remove" else form.role.data


def _told(name: str, role: str | None) -> str:
    if role is None:
        return str(gettext("%(name)s has no role here any more.", name=name))
    return str(gettext("Role of %(name)s from now on: %(role)s.", name=name, role=ROLE_LABELS[role]))


def _members(space: Space, form: MemberForm | RoleForm) -> str:
    shown = form if isinstance(form, MemberForm) else MemberForm(formdata=None)
    shown.form_errors = form.form_errors
    asked, begin = request.args.get("q", ""), leaf(ON_A_SCREEN).begin
    found, total = queries.members_on(
        session(), space, queries.Among(named=asked), limit=ON_A_SCREEN, offset=begin
    )
    further = begin + ON_A_SCREEN
    return render_template(
        "features/spaces/members.html",
        space=space,
        form=shown,
        members=found,
        total=total,
        asked=asked,
        long=total > ON_A_SCREEN,
        role_labels=ROLE_LABELS,
        previous_url=_further(space, asked, begin - ON_A_SCREEN) if begin else None,
        next_url=_further(space, asked, further) if further < total else None,
        suggestions=[gettext("All staff"), *people.names_like(session(), "")],
    )


def _further(space: Space, asked: str, begin: int) -> str:
    return url_for("spaces.members", space=space.slug, q=asked or None, begin=max(begin, 0) or None)
