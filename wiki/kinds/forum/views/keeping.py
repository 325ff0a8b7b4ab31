"""Topics are closed, pinned, archived and moved; topics and posts go to the bin and come back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from wiki import clock
from wiki.access.decision import may
from wiki.errors import RelaisError
from wiki.kinds.forum import commands
from wiki.kinds.forum.addresses import forum_path
from wiki.kinds.forum.errors import PinnedTooLong, ReasonMissing
from wiki.kinds.forum.forms import MoveForm, PinForm, ReasonForm
from wiki.kinds.forum.queries import OnePost, TopicRow
from wiki.kinds.forum.views.doors import (
    FORUM,
    ON_POST,
    ON_TOPIC,
    Answer,
    blueprint,
    post_in_bin,
    post_named,
    topic_in_bin,
    topic_named,
)
from wiki.parts.spaces.models import Space
from wiki.parts.spaces.queries import readable_spaces
from wiki.web.dates import day_of, end_of
from wiki.web.forms import Choice, sent
from wiki.web.gates import fetched
from wiki.web.telling import told_of
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import viewer

# ── Kept ───────────────────────────────────────────────────────────────────────────────────────────

# What needs no more words than its button, and what is said when it is done.
AT_ONCE: Mapping[str, tuple[Callable[..., Any], Any]] = {
    "reopen": (commands.reopen_topic, _("The topic is open again.")),
    "unpin": (commands.unpin_topic, _("The topic stands at its place in the list.")),
    "archive": (
        commands.archive_topic,
        _("The topic is in the archives: it is read, and no longer changed."),
    ),
    "unarchive": (commands.unarchive_topic, _("The topic is out of the archives.")),
}


@blueprint.get(f"{ON_TOPIC}/keep")
@fetched("topic.keep", topic_named)
def keep(topic: TopicRow) -> str:
    return _keep_screen(topic)


@blueprint.post(f"{ON_TOPIC}/keep")
@fetched("topic.keep", topic_named)
def change_state(topic: TopicRow) -> Answer:
    action = sent("action")["action"]
    if action not in AT_ONCE:
        return redirect(f"{topic.path}/keep", 303)
    command, told = AT_ONCE[action]
    command(write(), viewer(), topic.id)
    flash(str(told), "success")
    return redirect(topic.url, 303)


@blueprint.post(f"{ON_TOPIC}/close")
@fetched("topic.keep", topic_named)
def close(topic: TopicRow) -> Answer:
    form = ReasonForm(prefix="close-")
    if not form.validate():
        return _keep_screen(topic, closing=form), 422
    try:
        commands.close_topic(write(), viewer(), topic.id, form.reason.data or "")
    except RelaisError as error:
        discard()
        form.refuse(error, form.reason if isinstance(error, ReasonMissing) else None)
        return _keep_screen(topic, closing=form), error.status
    flash(gettext("The topic is closed."), "success")
    return redirect(topic.url, 303)


@blueprint.post(f"{ON_TOPIC}/pin")
@fetched("topic.keep", topic_named)
def pin(topic: TopicRow) -> Answer:
    form = PinForm(prefix="pin-")
    if not form.validate():
        return _keep_screen(topic, pinning=form), 422
    try:
        until = end_of(form.until.data or date.min)
        commands.pin_topic(write(), viewer(), topic.id, until, form.reason.data or "")
    except RelaisError as error:
        discard()
        form.refuse(error, form.until if isinstance(error, PinnedTooLong) else form.reason)
        return _keep_screen(topic, pinning=form), error.status
    flash(gettext("The topic stands at the top of the list."), "success")
    return redirect(topic.url, 303)


def _keep_screen(topic: TopicRow, closing: ReasonForm | None = None, pinning: PinForm | None = None) -> str:
    in_a_week = day_of(clock.now() + timedelta(days=7))
    return render_template(
        "kinds/forum/keep.html",
        topic=topic,
        closing=closing or ReasonForm(formdata=None, prefix="close-"),
        pinning=pinning or PinForm(formdata=None, prefix="pin-", until=in_a_week),
    )


# ── Moved ──────────────────────────────────────────────────────────────────────────────────────────


@blueprint.get(f"{ON_TOPIC}/move")
@fetched("topic.move", topic_named)
def move(topic: TopicRow) -> str:
    return _move_form(topic, MoveForm(formdata=None))


@blueprint.post(f"{ON_TOPIC}/move")
@fetched("topic.move", topic_named)
def move_to(topic: TopicRow) -> Answer:
    form = MoveForm()
    space = next((space for space in _destinations(topic) if space.id == form.space.data), None)
    if not form.validate() or space is None:
        form.space.errors = [gettext("Choose a space of the list.")]
        return _move_form(topic, form), 422
    moved = commands.move_topic(write(), viewer(), topic.id, write().get_one(Space, space.id))
    flash(gettext("The topic is there now; its old addresses lead to it."), "success")
    return redirect(f"{forum_path(space.slug)}/{moved.id}-{moved.slug}", 303)


def _destinations(topic: TopicRow) -> list[Space]:
    """The other spaces in which the viewer may open topics."""
    readable = readable_spaces(session(), viewer())
    return [
        space for space in readable if space.id != topic.space_id and may(viewer(), "topic.create", space)
    ]


def _move_form(topic: TopicRow, form: MoveForm) -> str:
    form.space.choices = [Choice(space.id, space.title) for space in _destinations(topic)]
    return render_template("kinds/forum/move.html", topic=topic, form=form)


# ── The bin ────────────────────────────────────────────────────────────────────────────────────────


@blueprint.get(f"{ON_TOPIC}/delete")
@fetched("topic.delete", topic_named)
def delete(topic: TopicRow) -> str:
    return render_template("kinds/forum/delete.html", topic=topic, one=None, form=ReasonForm(formdata=None))


@blueprint.post(f"{ON_TOPIC}/delete")
@fetched("topic.delete", topic_named)
def put_in_bin(topic: TopicRow) -> Answer:
    return _discarded(topic, None, forum_path(topic.space_slug))


@blueprint.get(f"{ON_POST}/delete")
@fetched("topic.delete", post_named)
def delete_post(one: OnePost) -> str:
    return render_template(
        "kinds/forum/delete.html", topic=one.topic, one=one, form=ReasonForm(formdata=None)
    )


@blueprint.post(f"{ON_POST}/delete")
@fetched("topic.delete", post_named)
def put_post_in_bin(one: OnePost) -> Answer:
    return _discarded(one.topic, one, one.url)


def _discarded(topic: TopicRow, one: OnePost | None, then: str) -> Answer:
    form = ReasonForm()
    if not form.validate():
        return render_template("kinds/forum/delete.html", topic=topic, one=one, form=form), 422
    try:
        if one is None:
            commands.delete_topic(write(), viewer(), topic.id, form.reason.data or "")
        else:
            commands.delete_post(write(), viewer(), one.post.id, form.reason.data or "")
    except RelaisError as error:
        discard()
        form.refuse(error, form.reason if isinstance(error, ReasonMissing) else None)
        return render_template("kinds/forum/delete.html", topic=topic, one=one, form=form), error.status
    told = gettext("The topic is in the bin, from where it can come back.")
    flash(
        told if one is None else gettext("The message is in the bin, from where it can come back."), "success"
    )
    return redirect(then, 303)


@blueprint.post(f"{FORUM}/bin/<int:deleted_topic_id>")
@fetched("topic.restore", topic_in_bin)
def take_out_of_bin(topic: TopicRow) -> Response:
    sent()
    commands.restore_topic(write(), viewer(), topic.id)
    flash(told_of(gettext("“%(title)s” is back."), topic), "success")
    return redirect(topic.url, 303)


@blueprint.post("/<space>/-/posts/<int:deleted_post_id>/restore")
@fetched("topic.restore", post_in_bin)
def take_post_out_of_bin(one: OnePost) -> Response:
    sent()
    commands.restore_post(write(), viewer(), one.post.id)
    flash(gettext("The message is back."), "success")
    return redirect(one.url, 303)
