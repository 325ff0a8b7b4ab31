"""Somebody joins a community, says what they wish to hear of it, leaves it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from auth.identity import account_word
from wiki.errors import RelaisError
from wiki.features.communities.forms import (
    LeavingForm,
    LevelForm,
    RequestForm,
    RoleRequestForm,
)
from wiki.features.communities.naming import JOINING_LABELS, LEVEL_SENTENCES, STAGE_LABELS
from wiki.features.communities.views.doors import Answer, blueprint, last_moment
from wiki.parts.communities import commands, errors, stages
from wiki.parts.communities.queries import community, waiting_of
from wiki.parts.guests.queries import find_stay
from wiki.parts.rules.commands import accept
from wiki.parts.rules.errors import NotAgreed, VersionMovedOn
from wiki.parts.rules.queries import current, last_acceptance
from wiki.parts.spaces.errors import EndInThePast
from wiki.parts.spaces.models import Space
from wiki.parts.spaces.queries import Among, members, members_on
from wiki.parts.subscriptions.commands import subscribe
from wiki.parts.subscriptions.queries import level_of
from wiki.web.forms import Choice, Form, sent
from wiki.web.gates import fetched
from wiki.web.leaves import leaf
from wiki.web.naming import ROLE_LABELS
from wiki.web.spaces import community_named, space_named, to_change
from wiki.web.telling import told_of
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import viewer

OF_REQUESTS: dict[type[Exception], str] = {
    errors.ReasonMissing: "reason",
    errors.RoleNotAsked: "role",
    errors.RoleHeldAlready: "role",
    EndInThePast: "until",
    errors.TermMissing: "until",
    NotAgreed: "agreed",
}
ON_A_SCREEN = 50

# ── Joining ────────────────────────────────────────────────────────────────────────────────────────


@blueprint.get("/<space>/-/join")
@fetched("space.join", community_named)
def join(space: Space) -> str:
    return _joining(space, RequestForm(formdata=None))


@blueprint.post("/<space>/-/join")
@fetched("space.join", community_named)
def join_or_ask(space: Space) -> Answer:
    form = RequestForm()
    if not form.validate():
        return _joining(space, form), 422
    try:
        _agree(space, form)
        told = _ask(space, form) if _by_request(space) else _come_in(space, form)
    except RelaisError as error:
        discard()
        form.refuse(error, form.field_of(error, OF_REQUESTS))
        if isinstance(error, VersionMovedOn):
            form.agreed.data = False
        return _joining(space, form), error.status
    flash(told_of(told, space), "success")
    return redirect(url_for("spaces.home", space=space.slug), 303)


def _agree(space: Space, form: RequestForm) -> None:
    """Whoever comes in accepts the charter in force.

    :raises NotAgreed, VersionMovedOn: when they did not, or read another one.
    """
    in_force = current(session(), space.id)
    last = last_acceptance(session(), viewer().account_id, space.id)
    if in_force is None or (last is not None and last.number == in_force.number):
        return
    if form.number.data != str(in_force.number):
        raise VersionMovedOn
    if not form.agreed.data:
        raise NotAgreed
    accept(write(), viewer(), to_change(space), in_force.number)


def _by_request(space: Space) -> bool:
    joining = community(session(), space.id).joining
    return stages.joining_at(space.stage, joining) == stages.ON_REQUEST and not viewer().rights.get(space.id)


def _come_in(space: Space, form: RequestForm) -> str:
    commands.join(write(), viewer(), to_change(space), level=form.level.data)
    return str(gettext("You are a member of “%(title)s”."))


def _ask(space: Space, form: RequestForm) -> str:
    commands.ask_for_role(
        write(),
        viewer(),
        to_change(space),
        role=form.role.data,
        reason=form.reason.data or "",
        ends_at=last_moment(form.until.data),
        level=form.level.data,
    )
    return str(
        gettext("Those who let people into “%(title)s” know that you ask. You will be told what they answer.")
    )


def _joining(space: Space, form: RequestForm) -> str:
    found, version = community(session(), space.id), current(session(), space.id)
    form.number.data = str(version.number) if version else ""
    return render_template(
        "features/communities/join.html",
        space=space,
        version=version,
        community=found,
        form=form,
        way=stages.joining_at(space.stage, found.joining),
        stage_label=STAGE_LABELS[space.stage],
        joining_label=JOINING_LABELS[found.joining],
        level_hints=LEVEL_SENTENCES,
        is_member=bool(viewer().rights.get(space.id)),
        waits=waiting_of(session(), viewer().account_id, space.id),
    )


# ── One's own membership ───────────────────────────────────────────────────────────────────────────


@blueprint.get("/<space>/-/membership")
@fetched("space.read", space_named)
def membership(space: Space) -> str:
    return _membership(space)


@blueprint.post("/<space>/-/membership")
@fetched("space.read", space_named)
def hear(space: Space) -> Answer:
    form = LevelForm()
    if not form.validate():
        return _membership(space, level=form), 422
    subscribe(write(), viewer(), to_change(space), form.level.data)
    flash(gettext("What you wish to hear of it is noted."), "success")
    return redirect(url_for("communities.membership", space=space.slug), 303)


@blueprint.post("/<space>/-/membership/ask")
@fetched("space.ask", space_named)
def ask(space: Space) -> Answer:
    form = RoleRequestForm().offer(commands.asked_for_in(space))
    if not form.validate():
        return _membership(space, asking=form), 422
    try:
        commands.ask_for_role(
            write(),
            viewer(),
            to_change(space),
            role=form.role.data,
            reason=form.reason.data or "",
            ends_at=last_moment(form.until.data),
            level=level_of(session(), viewer(), space.id),
        )
    except RelaisError as error:
        discard()
        form.refuse(error, form.field_of(error, OF_REQUESTS))
        return _membership(space, asking=form), error.status
    flash(gettext("Your request is sent. You will be told what is answered."), "success")
    return redirect(url_for("communities.membership", space=space.slug), 303)


@blueprint.post("/<space>/-/membership/leave")
@fetched("space.leave", community_named)
def leave(space: Space) -> Answer:
    form = LeavingForm()
    if not form.validate():
        return _membership(space, leaving=form), 422
    try:
        commands.leave(write(), viewer(), to_change(space), successor_id=form.successor.data or None)
    except RelaisError as error:
        discard()
        form.refuse(error, form.successor if isinstance(error, errors.NoSuchSuccessor) else None)
        return _membership(space, leaving=form), error.status
    flash(told_of(gettext("You have left “%(title)s”. What you wrote there stays."), space), "success")
    return redirect(url_for("communities.index"), 303)


@blueprint.post("/<space>/-/join/withdraw")
@fetched("space.know", space_named)
def withdraw(space: Space) -> Answer:
    sent()
    commands.withdraw_request(write(), viewer(), to_change(space))
    flash(gettext("You ask for nothing here any more."), "success")
    return redirect(url_for("spaces.home", space=space.slug), 303)


def _membership(
    space: Space,
    *,
    level: LevelForm | None = None,
    asking: RoleRequestForm | None = None,
    leaving: LeavingForm | None = None,
) -> str:
    people = members(session(), space, Among(words=viewer().identity.principals))
    word = account_word(viewer().account_id or 0)
    alone = commands.hand_over_needed(session(), viewer(), space) if space.stage else []
    return render_template(
        "features/communities/membership.html",
        space=space,
        stay=None if viewer().staff else find_stay(session(), space.id, viewer().account_id),
        own=next((person for person in people if person.word == word), None),
        by_group=[person for person in people if person.word != word],
        role_labels=ROLE_LABELS,
        level=level or LevelForm(formdata=None, level=level_of(session(), viewer(), space.id)),
        level_hints=LEVEL_SENTENCES,
        asking=asking or RoleRequestForm(formdata=None).offer(commands.asked_for_in(space)),
        leaving=_with_successors(space, leaving or LeavingForm(formdata=None)) if alone else None,
        alone=[ROLE_LABELS[role] for role in alone],
        waits=waiting_of(session(), viewer().account_id, space.id),
        wrong=_wrong(level, asking, leaving),
    )


def _with_successors(space: Space, form: LeavingForm) -> LeavingForm:
    people = commands.successors(session(), viewer(), space)
    form.successor.choices = [
        Choice(0, gettext("Choose somebody")),
        *(Choice(person.id, f"{person.name} ({person.username})") for person in people),
    ]
    return form


def _wrong(*forms: Form | None) -> Form | None:
    """The form that was sent and has something to correct."""
    return next((form for form in forms if form is not None and form.errors), None)


# ── Who is there ───────────────────────────────────────────────────────────────────────────────────


@blueprint.get("/<space>/-/people")
@fetched("space.people", community_named)
def people(space: Space) -> str:
    begin = leaf(ON_A_SCREEN).begin
    listed, total = members_on(session(), space, Among(present=True), limit=ON_A_SCREEN, offset=begin)
    further, before = begin + ON_A_SCREEN, max(begin - ON_A_SCREEN, 0)
    return render_template(
        "features/communities/people.html",
        space=space,
        people=listed,
        total=total,
        role_labels=ROLE_LABELS,
        previous_url=url_for("communities.people", space=space.slug, begin=before) if begin else None,
        next_url=url_for("communities.people", space=space.slug, begin=further) if further < total else None,
    )
