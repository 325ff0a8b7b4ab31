"""The components of the forum for the guide of style: topics and messages in every state."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask import render_template
from flask_babel import gettext
from markupsafe import Markup

from wiki import clock
from wiki.kinds.forum.models import ANNOUNCEMENT, DISCUSSION, QUESTION
from wiki.kinds.forum.presentation import PostShown, topic_lines
from wiki.kinds.forum.queries import AnswerRow, PostRow, TopicRow

ASKING, ANSWERING = "Océane Lavoie", "Louis-Philippe Bergeron-Desjardins"
LONG_WORD = "anticonstitutionnellement" * 4
FRENCH = "fr-CA"


def specimens(here: str) -> Markup:
    """Drawn in the language of the screen; what leads anywhere leads `here`."""
    now = clock.now()
    topics = _topics(now)
    return Markup(  # noqa: S704 (what a template drew)
        render_template(
            "kinds/forum/specimens.html",
            lines=[replace(line, url=here) for line in topic_lines(topics)],
            topic=topics[0],
            posts=_posts(now, here),
            answers=[(AnswerRow(2, 2, ANSWERING, now, ASKING, gettext("these words, in this order")), here)],
            here=here,
        )
    )


def _topics(now: datetime) -> list[TopicRow]:
    """Each purpose and each state; new, with news, read, pinned; with words that have no end."""
    title = gettext("Ask the first question")
    answered: dict[str, Any] = {
        "answered_at": now,
        "replies": 12,
        "last_number": 13,
        "last_post_by": ANSWERING,
    }
    read: dict[str, Any] = {"read_number": 13}
    return [
        _topic(now, title=title),
        _topic(now, title=title, read_number=1, **answered),
        _topic(now, title=title, solved_at=now, **answered, **read),
        _topic(now, title=title, purpose=DISCUSSION, closed_at=now, **read),
        _topic(now, title=title, purpose=ANNOUNCEMENT, archived_at=now, **read),
        _topic(now, title=title, pinned_until=now + timedelta(days=9), pinning_reason=title, **read),
        _topic(now, title=LONG_WORD, language=FRENCH, author_name=f"{ANSWERING} {LONG_WORD}", tags=LONG_WORD),
    ]


def _topic(now: datetime, **facts: Any) -> TopicRow:
    row = TopicRow(
        id=1,
        space_id=0,
        access_class_id=0,
        space_slug="style",
        space_title="",
        space_language="",
        space_sensitivity="",
        space_stage="",
        purpose=QUESTION,
        title="",
        slug="",
        language="",
        author_id=None,
        author_name=ASKING,
        created_at=now,
        about_kind=None,
        about_id=None,
        numbered=1,
        replies=0,
        last_number=1,
        last_post_at=now,
        last_post_by=ASKING,
        answered_at=None,
        solved_at=None,
        closed_at=None,
        closed_by=None,
        closing_reason=None,
        archived_at=None,
        archived_by=None,
        pinned_until=None,
        pinned_by=None,
        pinning_reason=None,
        deleted_at=None,
        deleted_by=None,
        deleter_id=None,
        deletion_reason=None,
        held=None,
        tags=None,
    )
    return row._replace(**facts)


def _posts(now: datetime, here: str) -> list[PostShown]:
    """The first one, one that was changed and answers it, an accepted one, one in the bin."""
    return [
        _post(_row(now, 1), here),
        _post(_row(now, 2, edited_at=now, edited_by=ASKING), here, unread=True, answers=(ASKING, here)),
        _post(
            _row(now, 3, author_name=ANSWERING, accepted_at=now, accepted_by=ASKING), here, may_accept=True
        ),
        _post(_row(now, 4, deleted_at=now, deleted_by=ASKING, deletion_reason=gettext("Nothing yet")), here),
        _post(_row(now, 5, author_name=f"{ANSWERING} {LONG_WORD}"), here, may_accept=True),
    ]


def _row(now: datetime, number: int, **facts: Any) -> PostRow:
    row = PostRow(
        id=number,
        topic_id=1,
        number=number,
        author_id=None,
        author_mark=None,
        author_name=ASKING,
        created_at=now,
        edited_at=None,
        edited_by=None,
        revision_number=1,
        accepted_at=None,
        accepted_by=None,
        deleted_at=None,
        deleted_by=None,
        deleter_id=None,
        deletion_reason=None,
        answered_id=None,
        answered_number=None,
        answered_name=None,
        html="",
        links=0,
    )
    return row._replace(**facts)


def _post(row: PostRow, here: str, **facts: Any) -> PostShown:
    words = gettext("What colleagues say here from now on will appear in this list.")
    shown = PostShown(
        row=row,
        author_page=None,
        author_guest=False,
        anchor=f"specimen-{row.number}",
        path=here,
        html=Markup("<p>{}</p>").format(words),
        answers=None,
        unread=False,
        own=False,
        may_edit=True,
        may_accept=False,
        may_delete=row.number > 1,
    )
    return replace(shown, **facts)
