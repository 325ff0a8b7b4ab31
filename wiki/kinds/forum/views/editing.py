"""A post is changed, and what it said before is read; a reply is accepted as the answer."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from wiki.errors import RelaisError
from wiki.kinds.forum import commands, presentation, queries
from wiki.kinds.forum.errors import ChangedMeanwhile
from wiki.kinds.forum.forms import PostForm, TopicForm, number
from wiki.kinds.forum.models import Topic
from wiki.kinds.forum.queries import OnePost
from wiki.kinds.forum.views.doors import ON_POST, Answer, blueprint, post_named
from wiki.kinds.forum.views.writing import draft_for, field_of, keep_or_drop, offer_purposes, well_formed
from wiki.parts.drafts.models import Draft
from wiki.parts.revisions.diff import compare
from wiki.parts.revisions.models import Revision
from wiki.parts.revisions.queries import revision as revision_of
from wiki.parts.tags.commands import parse_tags
from wiki.web.forms import sent
from wiki.web.gates import fetched
from wiki.web.telling import published
from wiki.web.transaction import discard, session, write
from wiki.web.viewing import viewer


@blueprint.get(f"{ON_POST}/edit")
@fetched("topic.edit", post_named)
def edit(one: OnePost) -> str:
    current = _current(one)
    form = _form_of(one, current)
    draft = draft_for(f"post:{one.post.id}")
    if draft is not None and "draft" in request.args:
        form.body.data, form.summary.data = draft.body, draft.summary
        form.title.data = draft.title or form.title.data
        form.base_revision.data = str(draft.base_revision or current.number)
        draft = None
    return _edit_form(one, form, draft=draft if draft and draft.body != current.body else None)


@blueprint.post(f"{ON_POST}/edit")
@fetched("topic.edit", post_named)
def save(one: OnePost) -> Answer:
    opening = one.post.number == 1
    form = TopicForm() if opening else PostForm()
    if not well_formed(form, form.language.data if opening else one.topic.language):
        return _edit_form(one, form), 422
    try:
        post = commands.edit_post(
            write(),
            viewer(),
            one.post.id,
            base=number(form.base_revision.data),
            body=form.body.data or "",
            summary=form.summary.data or "",
            minor=form.minor.data,
            title=form.title.data if opening else None,
            tags=parse_tags(form.tags.data or "") if opening else None,
            purpose=form.purpose.data if opening else None,
            language=form.language.data if opening else None,
        )
    except RelaisError as error:
        discard()
        form.refuse(error, field_of(form, error) if opening else None)
        return _edit_form(one, form, changed=isinstance(error, ChangedMeanwhile)), error.status
    held = write().get_one(Topic, one.topic.id).held if opening else post.held
    flash(*published(gettext("Your changes are published."), held))
    return redirect(one.path, 303)


def _form_of(one: OnePost, current: Revision) -> TopicForm | PostForm:
    if one.post.number > 1:
        return PostForm(formdata=None, body=current.body, base_revision=str(current.number))
    topic = one.topic
    return TopicForm(
        formdata=None,
        purpose=topic.purpose,
        title=topic.title,
        body=current.body,
        tags=", ".join(topic.tag_list),
        language=topic.language,
        base_revision=str(current.number),
    )


def _edit_form(
    one: OnePost, form: TopicForm | PostForm, *, draft: Draft | None = None, changed: bool = False
) -> str:
    """:param changed: somebody else did meanwhile: their words are shown, and the next sending replaces them."""
    theirs = _current(one) if changed else None
    if theirs is not None:
        form.base_revision.data = str(theirs.number)
    if isinstance(form, TopicForm):
        offer_purposes(form, one.topic)
    return render_template("kinds/forum/edit.html", one=one, form=form, draft=draft, theirs=theirs)


def _current(one: OnePost) -> Revision:
    return revision_of(session(), one.revisioned, one.post.revision_number)


@blueprint.post(f"{ON_POST}/draft")
@fetched("topic.edit", post_named)
def draft_of_post(one: OnePost) -> Answer:
    return keep_or_drop(f"post:{one.post.id}", f"{one.path}/edit")


# ── What it said ───────────────────────────────────────────────────────────────────────────────────


@blueprint.get(f"{ON_POST}/history")
@fetched("topic.read", post_named)
def history(one: OnePost) -> str:
    """The revisions, and what one of them changed: the newest, unless another is asked for."""
    revisions = queries.history(session(), one)
    asked = number(request.args.get("number")) or revisions[0].number
    shown = queries.shown_revision(session(), one, asked)
    before = next((older for older in revisions if older.number < shown.number), None)
    return render_template(
        "kinds/forum/history.html",
        one=one,
        revisions=presentation.revision_lines(revisions, one.topic.language),
        shown=shown,
        before=before,
        compared=compare(before.body if before else "", shown.body),
        renamed=(before.title, shown.title) if before and before.title != shown.title else None,
    )


# ── Whether it answers ─────────────────────────────────────────────────────────────────────────────


@blueprint.post(f"{ON_POST}/accept")
@fetched("topic.accept", post_named)
def accept(one: OnePost) -> Response:
    sent()
    commands.accept_answer(write(), viewer(), one.post.id)
    flash(gettext("This reply is shown under the question as its answer."), "success")
    return redirect(one.url, 303)


@blueprint.post(f"{ON_POST}/withdraw")
@fetched("topic.accept", post_named)
def withdraw(one: OnePost) -> Response:
    sent()
    commands.withdraw_answer(write(), viewer(), one.post.id)
    flash(gettext("This reply is no longer shown as an answer."), "success")
    return redirect(one.url, 303)
