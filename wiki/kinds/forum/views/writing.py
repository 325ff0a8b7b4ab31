"""A topic is opened, a reply is written."""

from __future__ import annotations

import re
import secrets
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from wiki.access.decision import may
from wiki.access.item import Item
from wiki.errors import RelaisError
from wiki.kinds.forum import commands, presentation, queries
from wiki.kinds.forum.addresses import anchor, topic_path
from wiki.kinds.forum.errors import NoSuchPost, TitleMissing, TitleTooLong, TopicMoved, UnknownPurpose
from wiki.kinds.forum.forms import PURPOSES, ReplyForm, TopicForm, number
from wiki.kinds.forum.models import ANNOUNCEMENT, QUESTION
from wiki.kinds.forum.queries import OnePost, TopicRow
from wiki.kinds.forum.views.doors import FORUM, ON_TOPIC, Answer, blueprint, topic_named, topic_replied_to
from wiki.kinds.forum.wording import clean_body, rendered_words
from wiki.markup import resolve
from wiki.parts.drafts.commands import drop_draft, keep_draft
from wiki.parts.drafts.models import Draft
from wiki.parts.drafts.queries import find_draft, newest_draft
from wiki.parts.revisions.queries import revision as revision_of
from wiki.parts.spaces.models import Space
from wiki.parts.tags.commands import TooManyTags, parse_tags
from wiki.registry import KINDS
from wiki.web.dates import hour_said
from wiki.web.forms import Form, sent
from wiki.web.gates import fetched
from wiki.web.spaces import space_named
from wiki.web.telling import published, told_of
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import viewer

# ── A new topic ────────────────────────────────────────────────────────────────────────────────────


@blueprint.get(f"{FORUM}/new")
@fetched("topic.create", space_named)
def new(space: Space) -> str:
    asked = request.args
    form = TopicForm(
        formdata=None,
        purpose=asked.get("kind", QUESTION),
        title=asked.get("title", ""),
        tags=asked.get("tags", ""),
        language=space.language,
        summary=asked.get("about", ""),
        sending=secrets.token_hex(6),
    )
    draft = newest_draft(session(), viewer(), _place(space, asked.get("draft", "")))
    if draft is not None and "draft" in asked:
        form.title.data, form.body.data = draft.title, draft.body
        form.summary.data, form.sending.data = draft.summary, draft.key
        draft = None
    return _new_form(space, form, draft)


@blueprint.post(f"{FORUM}/new")
@fetched("topic.create", space_named)
def create(space: Space) -> Answer:
    form = TopicForm()
    if not well_formed(form, form.language.data):
        return _new_form(space, form), 422
    try:
        topic = commands.open_topic(
            write(),
            viewer(),
            space,
            title=form.title.data or "",
            body=form.body.data or "",
            purpose=form.purpose.data,
            tags=parse_tags(form.tags.data or ""),
            language=form.language.data,
            about=_about(space, form.summary.data),
            sending=_key(form.sending.data),
        )
        drop_draft(write(), viewer(), _place(space, form.sending.data or ""))
    except RelaisError as error:
        discard()
        form.refuse(error, field_of(form, error))
        return _new_form(space, form), error.status
    sentence = gettext(
        "“%(title)s” is published. Your colleagues see it on their home page; replies appear on yours."
    )
    flash(*published(told_of(sentence, topic), topic.held))
    return redirect(topic_path(space.slug, topic.id, topic.slug), 303)


def _new_form(space: Space, form: TopicForm, draft: Draft | None = None) -> str:
    offer_purposes(form, space)
    about = _about(space, form.summary.data)
    return render_template(
        "kinds/forum/new.html",
        space=space,
        form=form,
        draft=draft,
        about=KINDS[about.kind].cards(session(), viewer(), [about.id]).get(about.id) if about else None,
        draft_url=url_for("forum.draft_of_new", space=space.slug, key=form.sending.data),
        discard_url=url_for("forum.draft_of_new", space=space.slug, key=draft.key if draft else ""),
    )


def offer_purposes(form: TopicForm, item: Item) -> None:
    """What the viewer may open: only stewards announce."""
    announces = may(viewer(), "topic.announce", item)
    offered = [choice for choice in PURPOSES if announces or choice.value != ANNOUNCEMENT]
    form.purpose.choices = offered
    if form.purpose.data not in [choice.value for choice in offered]:
        form.purpose.data = QUESTION


def _about(space: Space, named: str | None) -> Item | None:
    """The item of the space that a topic will be about, as the address or the draft names it; None for one that is not
    there or may not be read."""
    kind, _colon, item_id = (named or "").partition(":")
    if kind not in KINDS or not number(item_id):
        return None
    found = KINDS[kind].load(session(), [number(item_id)])
    there = [item for item in found if item.space_id == space.id and may(viewer(), f"{kind}.read", item)]
    return there[0] if there else None


# ── A reply ────────────────────────────────────────────────────────────────────────────────────────


@blueprint.get(f"{ON_TOPIC}/reply")
@fetched("topic.reply", topic_replied_to)
def reply(topic: TopicRow) -> str:
    quoted = _post_of(topic, request.args.get("quote"))
    answered = quoted or _post_of(topic, request.args.get("to"))
    body = topic.draft or ""
    if quoted is not None:
        said = revision_of(session(), quoted.revisioned, quoted.post.revision_number)
        body = f"{body.rstrip()}\n\n{presentation.quotation(quoted, said.body)}".lstrip("\n")
    form = ReplyForm(
        formdata=None,
        body=body,
        reply_to=str(answered.post.id) if answered else "",
        where=str(topic.space_id),
        sending=secrets.token_hex(6),
    )
    return _reply_form(topic, form)


@blueprint.post(f"{ON_TOPIC}/reply")
@fetched("topic.reply", topic_replied_to)
def send_reply(topic: TopicRow) -> Answer:
    form = ReplyForm()
    if not well_formed(form, topic.language):
        return _reply_form(topic, form), 422
    try:
        _require_meant(topic, form)
        post = commands.reply(
            write(),
            viewer(),
            topic.id,
            body=form.body.data or "",
            reply_to_id=number(form.reply_to.data) or None,
            sending=_key(form.sending.data),
        )
    except RelaisError as error:
        discard()
        form.refuse(error)
        return _reply_form(topic, form), error.status
    flash(*published(gettext("Your reply is published."), post.held))
    page = topic_path(topic.space_slug, topic.id, topic.slug, post.number)
    return redirect(f"{page}#{anchor(post.id)}", 303)


def _require_meant(topic: TopicRow, form: ReplyForm) -> None:
    """The form was opened where the topic is now; sent again, it is.

    :raises TopicMoved: when others would read than those for whom it was written.
    """
    if number(form.where.data) not in (0, topic.space_id):
        form.where.data = str(topic.space_id)
        raise TopicMoved(space=topic.space_title)


def _reply_form(topic: TopicRow, form: ReplyForm) -> str:
    return render_template(
        "kinds/forum/reply.html", topic=topic, form=form, answered=_post_shown(topic, form.reply_to.data)
    )


def _post_of(topic: TopicRow, post_id: object) -> OnePost | None:
    """The post of this topic that an address or a form names; None when it is of another."""
    try:
        found = queries.post(session(), viewer(), number(post_id))
    except NoSuchPost:
        return None
    return found if found.topic.id == topic.id and not found.deleted_at and not found.held else None


def _post_shown(topic: TopicRow, post_id: object) -> Any:
    """The post that is answered, above the form."""
    one = _post_of(topic, post_id)
    if one is None:
        return None
    return {"one": one, "html": presentation.whole_post(session(), viewer(), one)}


# ── What forms share ───────────────────────────────────────────────────────────────────────────────


def well_formed(form: Form, language: str | None) -> bool:
    """Whether the shape is right; the words are rendered before the database is locked for writing. A form that names
    no language is refused or completed further on."""
    valid = form.validate()
    try:
        rendered_words(clean_body(form.body.data or ""), language or "fr")
    except RelaisError as error:
        form.refuse(error, form.body)
        return False
    return bool(valid)


def field_of(form: TopicForm, error: RelaisError) -> Any:
    """The field that an error is about, or None."""
    if isinstance(error, TooManyTags):
        return form.tags
    if isinstance(error, UnknownPurpose):
        return form.purpose
    return form.title if isinstance(error, TitleMissing | TitleTooLong) else None


def _key(typed: str | None) -> str:
    """What tells a form from the others that the person has open."""
    return re.sub("[^0-9a-f]", "", typed or "")[:12]


# ── While writing ──────────────────────────────────────────────────────────────────────────────────


@blueprint.post(f"{FORUM}/preview")
@fetched("topic.create", space_named)
def preview(space: Space) -> Response:
    body = sent("body", "language", "parent")["body"]
    return jsonify(
        html=resolve(rendered_words(clean_body(body), space.language).html, {}) if body.strip() else ""
    )


@blueprint.post(f"{FORUM}/draft")
@fetched("topic.create", space_named)
def draft_of_new(space: Space) -> Answer:
    place = _place(space, request.args.get("key", ""))
    return keep_or_drop(place, url_for("forum.new", space=space.slug))


@blueprint.post(f"{ON_TOPIC}/draft")
@fetched("topic.reply", topic_named)
def draft_of_reply(topic: TopicRow) -> Answer:
    return keep_or_drop(f"topic:{topic.id}", f"{topic.url}?page={topic.pages}#reply")


def keep_or_drop(place: str, back: str) -> Answer:
    """Keep what a script sends as the viewer's draft for this place; or throw it away and go back."""
    said = sent("title", "body", "summary", "base_revision", "discard")
    if said["discard"]:
        drop_draft(write(), viewer(), place)
        return redirect(back, 303)
    body = said["body"]
    saved_at = keep_draft(
        write(),
        viewer(),
        place,
        title=said["title"],
        body=clean_body(body) if body.strip() else "",
        summary=said["summary"],
        base_revision=number(said["base_revision"]),
    )
    return jsonify(saved_at=saved_at.isoformat(), hour=hour_said(saved_at))


def _place(space: Space, key: str) -> str:
    """What the draft of a new topic of the space is kept under; each form has a key of its own."""
    return f"topics:{space.id}:{_key(key)}"


def draft_for(place: str) -> Draft | None:
    return find_draft(session(), viewer(), place)
