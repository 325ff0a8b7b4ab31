"""The topics of a space, seen together."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from wiki import clock
from wiki.kinds.forum import presentation, queries
from wiki.kinds.forum.forms import number
from wiki.kinds.forum.listing import Filter, listed
from wiki.kinds.forum.models import ANNOUNCEMENT, DISCUSSION, QUESTION
from wiki.kinds.forum.views.doors import FORUM, Answer, blueprint
from wiki.parts.reading.commands import mark_all_read
from wiki.parts.spaces.models import Space
from wiki.registry import KINDS, Card
from wiki.web.forms import sent
from wiki.web.gates import fetched
from wiki.web.leaves import LINES, leaf
from wiki.web.spaces import space_named
from wiki.web.transaction import session, write
from wiki.web.viewing import viewer

# In the order in which they are offered.
VIEWS = (
    ("", _("All topics")),
    ("unread", _("Unread")),
    ("unanswered", _("Without a reply")),
    ("open", _("To be solved")),
    ("solved", _("Solved questions")),
    ("mine", _("My topics")),
    ("archived", _("Archives")),
)
PURPOSES = (
    ("", _("Everything")),
    (QUESTION, _("Questions")),
    (DISCUSSION, _("Discussions")),
    (ANNOUNCEMENT, _("Announcements")),
)


@blueprint.get(FORUM)
@fetched("space.read", space_named)
def index(space: Space) -> str:
    wanted = _wanted()
    before = request.args.get("before")
    shown = listed(session(), viewer(), space, wanted, before)
    about = _about(wanted)
    return render_template(
        "kinds/forum/list.html",
        space=space,
        wanted=wanted,
        pinned=presentation.topic_lines(shown.pinned),
        topics=presentation.topic_lines(shown.topics),
        views=[(label, _address(space, wanted, show=name), name == wanted.view) for name, label in VIEWS],
        purposes=[
            (label, _address(space, wanted, kind=name), name == wanted.purpose) for name, label in PURPOSES
        ],
        about=about,
        without_tag=_address(space, wanted, tag=""),
        without_about=_address(space, wanted, about=""),
        new_url=_new_url(space, wanted, about),
        newer_url=_address(space, wanted) if before else None,
        older_url=_address(space, wanted, before=shown.older) if shown.older else None,
        now=clock.now().isoformat(),
    )


@blueprint.post(f"{FORUM}/read")
@fetched("space.read", space_named)
def read_all(space: Space) -> Answer:
    """Everything that the list could show when it was drawn is read: what came after it is not."""
    mark_all_read(write(), viewer(), space, "topic", _drawn_at())
    flash(gettext("Everything here is marked as read."), "success")
    return redirect(url_for("forum.index", space=space.slug), 303)


@blueprint.get(f"{FORUM}/bin")
@fetched("topic.bin", space_named)
def bin(space: Space) -> str:
    here = leaf(LINES)
    found = queries.topics_in_bin(session(), viewer(), space, limit=here.limit, offset=here.begin)
    return render_template("kinds/forum/bin.html", space=space, deleted=here.shown(found), **here.ways(found))


def _wanted() -> Filter:
    kind, _colon, item = request.args.get("about", "").partition(":")
    about = (kind, number(item)) if kind in KINDS and number(item) else None
    asked = request.args
    return Filter.asked(asked.get("show", ""), asked.get("kind", ""), asked.get("tag", ""), about)


def _about(wanted: Filter) -> Card | None:
    """The item that the topics are about; of one that the viewer may not read, nothing is said."""
    if wanted.about is None:
        return None
    kind, item_id = wanted.about
    return KINDS[kind].cards(session(), viewer(), [item_id]).get(item_id)


def _address(space: Space, wanted: Filter, **changed: str) -> str:
    """The list with the same filters but for what is changed."""
    about = "{}:{}".format(*wanted.about) if wanted.about else ""
    values: dict[str, Any] = {
        "show": wanted.view,
        "kind": wanted.purpose,
        "tag": wanted.tag,
        "about": about,
    } | changed
    return url_for(
        "forum.index", space=space.slug, **{name: value for name, value in values.items() if value}
    )


def _new_url(space: Space, wanted: Filter, about: Card | None) -> str:
    values: dict[str, Any] = {
        "kind": wanted.purpose,
        "tags": wanted.tag,
        "about": f"{about.kind}:{about.id}" if about else "",
    }
    return url_for("forum.new", space=space.slug, **{name: value for name, value in values.items() if value})


def _drawn_at() -> datetime:
    """When the list was drawn on which somebody pressed the button; now, when the form does not say it."""
    try:
        said = datetime.fromisoformat(sent("until")["until"])
    except ValueError:
        return clock.now()
    return min(said, clock.now()) if said.tzinfo else clock.now()
