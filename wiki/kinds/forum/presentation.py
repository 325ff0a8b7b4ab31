"""What the screens of the forum show, made of rows. What depends on the reader is resolved here, after the cache."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from wiki.access.decision import may
from wiki.access.viewer import Viewer
from wiki.kinds.forum.addresses import anchor, page_of, post_path, topic_path
from wiki.kinds.forum.models import QUESTION
from wiki.kinds.forum.naming import PURPOSE_ICONS, PURPOSE_LABELS, Badge, badges
from wiki.kinds.forum.queries import OnePost, PostRow, TopicRow
from wiki.markup import Target, resolve
from wiki.parts.authors import is_guest, page_known_to
from wiki.parts.revisions.merge import normalise
from wiki.registry import KINDS, Card

QUOTED = 2_000  # characters of a post that a quotation takes over
_MARKS = re.compile(r"([\\`*_\[\]<>#~|])")


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic in a list."""

    row: TopicRow
    purpose: str
    icon: str
    state: Badge | None
    news: str | None  # in words, what of it the reader has not read
    url: str


def topic_lines(rows: Sequence[TopicRow]) -> list[TopicLine]:
    known = badges()
    purposes = {purpose: str(label) for purpose, label in PURPOSE_LABELS.items()}
    new, more = gettext("New"), gettext("New replies")
    lines = []
    for row in rows:
        state, unread = row.state, row.unread
        lines.append(
            TopicLine(
                row,
                purposes[row.purpose],
                PURPOSE_ICONS[row.purpose],
                known.get((row.purpose, state)) or known.get(("", state)),
                (new if row.read_number is None else more) if unread else None,
                row.onward_url,
            )
        )
    return lines


@dataclass(frozen=True, slots=True)
class PostShown:
    """A post as its reader sees it, with what they may do to it."""

    row: PostRow
    author_page: int | None
    author_guest: bool
    anchor: str
    path: str
    html: Markup
    answers: tuple[str, str] | None  # name and address of what it answers
    unread: bool  # the first that the reader has not read
    own: bool
    may_edit: bool
    may_accept: bool
    may_delete: bool


def posts_shown(
    session: Session, viewer: Viewer, topic: TopicRow, posts: Sequence[PostRow]
) -> list[PostShown]:
    """The posts of one page, their links leading where this viewer may go."""
    targets = _targets(session, viewer, topic, posts)
    keeps, replies = may(viewer, "topic.keep", topic), may(viewer, "topic.reply", topic)
    accepts = topic.purpose == QUESTION and may(viewer, "topic.accept", topic)
    changes = topic.archived_at is None and topic.deleted_at is None
    first_unread = _first_unread(viewer, topic, posts)
    shown = []
    for post in posts:
        own = post.author_id is not None and post.author_id == viewer.account_id
        ours = changes and (keeps or (own and replies))
        later = post.number > 1
        shown.append(
            PostShown(
                post,
                page_known_to(viewer, post.author_mark),
                is_guest(post.author_mark),
                anchor(post.id),
                post_path(topic.space_slug, post.id),
                readable_html(post, targets),
                _answered(topic, post, posts),
                post is first_unread,
                own,
                ours,
                changes and accepts and later,
                ours and later,
            )
        )
    return shown


def _targets(
    session: Session, viewer: Viewer, topic: TopicRow, posts: Sequence[PostRow]
) -> Mapping[int, Mapping[int, Target]]:
    linking = [post.id for post in posts if post.links]
    if not linking:
        return {}
    return KINDS.naming.targets(session, viewer, "post", linking, topic.space_id, topic.space_slug)


def readable_html(post: PostRow, targets: Mapping[int, Mapping[int, Target]]) -> Markup:
    html = resolve(post.html, targets.get(post.id, {})) if post.links else post.html
    return Markup(html)  # noqa: S704 (rendered and sanitised when it was written)


def whole_post(session: Session, viewer: Viewer, one: OnePost) -> Markup:
    """The words of one post, shown by itself."""
    return readable_html(one.post, _targets(session, viewer, one.topic, [one.post]))


def _answered(topic: TopicRow, post: PostRow, posts: Sequence[PostRow]) -> tuple[str, str] | None:
    """Whom the post answers, and where that stands; not said of the message just above it."""
    if post.answered_id is None or post.answered_number is None or post.answered_number == 1:
        return None
    here = posts[0].number <= post.answered_number <= posts[-1].number
    url = f"#{anchor(post.answered_id)}" if here else post_path(topic.space_slug, post.answered_id)
    return post.answered_name or "", url


def _first_unread(viewer: Viewer, topic: TopicRow, posts: Sequence[PostRow]) -> PostRow | None:
    """Where a line says that what follows is new; not where everything is, nor before one's own words."""
    if not topic.unread or topic.read_number is None:
        return None
    new = (
        post
        for post in posts
        if post.number > (topic.read_number or 0) and not post.deleted_at and not post.held
    )
    first = next(new, None)
    if first is None or (first.author_id is not None and first.author_id == viewer.account_id):
        return None
    return first


def goes_on_elsewhere(topic: TopicRow, posts: Sequence[PostShown]) -> bool:
    """Whether the reader can be led to the first post that they have not read: not to their own words."""
    if not topic.unread or not topic.read_number:
        return False
    first = next((post for post in posts if post.row.number > topic.read_number), None)
    return first is None or not first.own


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a topic: where one is, and the addresses of those around."""

    current: int
    total: int
    # (number, address) of the first, the last and those near by; None stands for those left out
    steps: Sequence[tuple[int, str] | None]
    previous: str | None
    following: str | None


def pages_of(topic: TopicRow, current: int) -> Pages:
    def url(page: int) -> str:
        return f"{topic.url}?page={page}" if page > 1 else topic.url

    total = topic.pages
    near = sorted({1, total, *range(max(1, current - 2), min(total, current + 2) + 1)})
    steps: list[tuple[int, str] | None] = []
    for page in near:
        if steps and steps[-1] is not None and page > steps[-1][0] + 1:
            steps.append(None)
        steps.append((page, url(page)))
    return Pages(
        current,
        total,
        steps,
        url(current - 1) if current > 1 else None,
        url(current + 1) if current < total else None,
    )


def answer_url(topic: TopicRow, number: int, post_id: int) -> str:
    """Where an accepted answer stands, seen from the first page."""
    page = topic_path(topic.space_slug, topic.id, topic.slug, number) if page_of(number) > 1 else ""
    return f"{page}#{anchor(post_id)}"


def quotation(one: OnePost, body: str) -> str:
    """The words of a post as a reply begins with them: who said them, where, and what; what they quoted in turn is
    left out."""
    lines = [line for line in normalise(body).split("\n") if not line.startswith(">")]
    words = "\n".join(lines).strip()
    if len(words) > QUOTED:
        words = f"{words[:QUOTED].rsplit(None, 1)[0]} …"
    who = _MARKS.sub(r"\\\1", one.post.author_name)
    said = gettext("%(who)s wrote:", who=f"[{who}]({one.path})")
    return "\n".join([f"> {said}", ">", *(f"> {line}".rstrip() for line in words.split("\n"))]) + "\n\n"


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """A revision of a post in its history, with the number of the one that it is compared with."""

    number: int
    created_at: datetime
    author_name: str
    summary: str
    summary_language: str  # "" where nobody wrote it
    minor: bool
    before: int | None


def revision_lines(revisions: Sequence[Any], language: str) -> list[RevisionLine]:
    """:param revisions: those that are shown, newest first, of a message in this language."""
    before = [revision.number for revision in revisions[1:]]
    return [
        RevisionLine(
            revision.number,
            revision.created_at,
            revision.author_name,
            revision.summary or (gettext("Message sent") if number is None else ""),
            language if revision.summary else "",
            revision.minor,
            number,
        )
        for revision, number in zip(revisions, [*before, None], strict=True)
    ]


def about_card(session: Session, viewer: Viewer, topic: TopicRow) -> Card | None:
    """The item that the topic is about, if the viewer may read it."""
    if topic.about_kind is None or topic.about_id is None or topic.about_kind not in KINDS:
        return None
    return KINDS[topic.about_kind].cards(session, viewer, [topic.about_id]).get(topic.about_id)
