"""What a community says of itself, and what its home puts forward."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from wiki.errors import RelaisError
from wiki.features.communities.forms import CommunityForm, KeyPagesForm
from wiki.features.communities.views.doors import Answer, blueprint
from wiki.parts.communities import commands, errors
from wiki.parts.communities.commands.featuring import item_at
from wiki.parts.communities.models import Community
from wiki.parts.communities.queries import domains, find_community, key_cards, switched_off_in
from wiki.parts.rules.errors import ChangeTooLong, CharterEmpty
from wiki.parts.spaces.models import Space
from wiki.registry import KINDS
from wiki.web.gates import fetched
from wiki.web.labels import communities
from wiki.web.spaces import community_named, space_named, to_change
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import viewer

FIELDS: dict[type[Exception], str] = {
    errors.PurposeMissing: "purpose",
    errors.PurposeTooLong: "purpose",
    errors.CharterTooLong: "charter",
    CharterEmpty: "charter",
    ChangeTooLong: "charter_changed",
    errors.UnknownLabel: "sensitivity",
    errors.LabelAboveCeiling: "sensitivity",
    errors.UnknownJoining: "joining",
    errors.SecretIsByInvitation: "joining",
    errors.UnknownKindOfContent: "kinds",
}


def said_in(form: CommunityForm) -> commands.Description:
    """What the form says of a community."""
    return commands.Description(
        purpose=form.purpose.data or "",
        domain=form.domain.data or "",
        charter=form.charter.data or "",
        rhythm=form.rhythm.data or "",
        joining=form.joining.data,
        joins_as=form.joins_as.data,
        sensitivity=form.sensitivity.data or "",
        switched_off=form.switched_off,
        charter_changed=form.charter_changed.data or "",
        charter_material=not form.charter_same.data,
    )


@blueprint.get("/<space>/-/community")
@fetched("space.describe", space_named)
def described(space: Space) -> str:
    found = find_community(session(), space.id)
    off = switched_off_in(session(), space.id)
    form = CommunityForm(
        formdata=None,
        obj=found,
        purpose=found.purpose if found else space.description,
        sensitivity=space.sensitivity,
        kinds=[kind.name for kind in KINDS.optional if kind.name not in off],
    )
    return _form(space, found, form.offer())


@blueprint.post("/<space>/-/community")
@fetched("space.describe", space_named)
def describe(space: Space) -> Answer:
    form, found = CommunityForm().offer(), find_community(session(), space.id)
    if not form.validate():
        return _form(space, found, form), 422
    say = commands.describe if found else commands.found_community
    try:
        say(write(), viewer(), to_change(space), said_in(form), communities())
    except RelaisError as error:
        discard()
        form.refuse(error, form.field_of(error, FIELDS))
        return _form(space, found, form), error.status
    flash(gettext("What the community says of itself is saved."), "success")
    return redirect(url_for("spaces.home", space=space.slug), 303)


def _form(space: Space, found: Community | None, form: CommunityForm) -> str:
    return render_template(
        "features/communities/described.html",
        space=space,
        community=found,
        form=form,
        domains=domains(session(), viewer()),
    )


@blueprint.get("/<space>/-/key-pages")
@fetched("space.feature", community_named)
def key_pages(space: Space) -> str:
    cards = key_cards(session(), viewer(), space.id)
    return _key_pages(space, KeyPagesForm(formdata=None, items="\n".join(card.url for card in cards)))


@blueprint.post("/<space>/-/key-pages")
@fetched("space.feature", community_named)
def choose(space: Space) -> Answer:
    form = KeyPagesForm()
    if not form.validate():
        return _key_pages(space, form), 422
    lines = [line.strip() for line in (form.items.data or "").splitlines() if line.strip()]
    try:
        chosen = [item_at(session(), space, line) for line in lines]
        commands.choose_key_items(write(), viewer(), to_change(space), chosen)
    except RelaisError as error:
        discard()
        form.refuse(error, form.items)
        return _key_pages(space, form), error.status
    flash(gettext("The home of the community puts them forward."), "success")
    return redirect(url_for("spaces.home", space=space.slug), 303)


def _key_pages(space: Space, form: KeyPagesForm) -> str:
    cards = key_cards(session(), viewer(), space.id)
    return render_template("features/communities/key_pages.html", space=space, form=form, cards=cards)
