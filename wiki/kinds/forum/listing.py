"""Lists of topics, last spoken in first: each asks an index that holds what it shows in its order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    and_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.roles import MODERATE
from wiki.access.viewer import Viewer
from wiki.db import AnySelect, rows
from wiki.kinds.forum.models import LISTED, PURPOSES, QUESTION, Topic
from wiki.kinds.forum.queries import ALIVE, READ_NUMBER, TOPICS_OF_SPACE, TopicRow
from wiki.parts.reading.models import AllRead, Reading
from wiki.parts.reading.queries import ME, NEWS_LASTS, all_read_until, is_of_reader, reading_as
from wiki.parts.spaces.models import Space
from wiki.parts.tags.models import Tag
from wiki.parts.words import clean_line, folded

ON_A_SCREEN = 25  # topics

# Bearers of a tag that are sorted rather than looked for along the list.
FEW = 1000
_BEARS = (Tag.item_kind == "topic", Tag.key == bindparam("tag"))

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CALLED_READ = exists().where(
    AllRead.account_id == ME,
    AllRead.space_id == Topic.space_id,
    AllRead.kind == "topic",
    AllRead.until >= Topic.last_post_at,
)
_READ_TO_THE_END = exists().where(is_of_reader("topic", Topic.id), Reading.number >= Topic.last_number)
_UNSETTLED = and_(LISTED, Topic.closed_at.is_(None))
# The statement is told who reads and since when anything is news.
UNREAD = and_(Topic.last_post_at > bindparam("fresh"), ~_CALLED_READ, ~_READ_TO_THE_END)

# Those of a space have its class, but for those that are held back. Said without their classes: the statement is built
# once.
_NOT_HELD_FROM_READER = or_(
    Topic.held.is_(None), Topic.author_id == ME, bindparam("moderates", type_=Boolean).is_(true())
)

# What a list can be narrowed to, by the word of its address.
VIEWS: Mapping[str, ColumnElement[bool]] = {
    "": LISTED,
    "unread": and_(LISTED, UNREAD),
    "unanswered": and_(_UNSETTLED, Topic.answered_at.is_(None), Topic.purpose == QUESTION),
    "open": and_(_UNSETTLED, Topic.solved_at.is_(None), Topic.purpose == QUESTION),
    "solved": and_(LISTED, Topic.solved_at.is_not(None)),
    "mine": and_(ALIVE, Topic.author_id == ME),
    "archived": and_(ALIVE, Topic.archived_at.is_not(None)),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What of the forum is looked at; what is unknown narrows nothing."""

    view: str = ""
    purpose: str = ""
    tag: str = ""
    about: tuple[str, int] | None = None  # kind and id of an item

    @classmethod
    def asked(cls, view: str, purpose: str, tag: str, about: tuple[str, int] | None) -> Filter:
        known = view if view in VIEWS else ""
        return cls(known, purpose if purpose in PURPOSES else "", clean_line(tag), about)

    @property
    def plain(self) -> bool:
        return not (self.view or self.purpose or self.tag or self.about)


@dataclass(frozen=True, slots=True)
class Listed:
    """One screen of a list: what is pinned, the topics, and from where the older ones go on."""

    pinned: Sequence[TopicRow]
    topics: Sequence[TopicRow]
    older: str | None


@cache
def _statement(
    view: str, *, purpose: bool, tag: str, about: bool, pinned: bool | None, further: bool
) -> AnySelect:
    """:param tag: "" for none, "common" to look for it along the list, "rare" to sort its few bearers.
    :param pinned: only those pinned, all but them, or (None) whether pinned or not.
    """
    # The few bearers of a tag are found by their ids; a sum keeps SQLite from walking the whole list instead.
    in_space = (Topic.space_id + 0 if tag == "rare" else Topic.space_id) == bindparam("space")
    statement = TOPICS_OF_SPACE.add_columns(READ_NUMBER, all_read_until("topic", Topic.space_id)).where(
        in_space, VIEWS[view], _NOT_HELD_FROM_READER
    )
    if purpose:
        statement = statement.where(Topic.purpose == bindparam("purpose"))
    if tag == "common":
        statement = statement.where(exists().where(*_BEARS, Tag.item_id == Topic.id))
    elif tag == "rare":
        statement = statement.where(Topic.id.in_(select(Tag.item_id).where(*_BEARS)))
    if about:
        statement = statement.where(
            Topic.about_kind == bindparam("about_kind"), Topic.about_id == bindparam("about_id")
        )
    if pinned is not None:
        now: BindParameter[datetime] = bindparam("now")
        statement = statement.where(
            and_(Topic.pinned_until.is_not(None), Topic.pinned_until > now)
            if pinned
            else or_(Topic.pinned_until.is_(None), Topic.pinned_until <= now)
        )
    if further:  # said so that both databases enter the index at the instant
        at: BindParameter[datetime] = bindparam("at")
        last: BindParameter[int] = bindparam("last")
        statement = statement.where(Topic.last_post_at <= at, or_(Topic.last_post_at < at, Topic.id < last))
    return statement.order_by(Topic.last_post_at.desc(), Topic.id.desc()).limit(ON_A_SCREEN + 1)


def listed(
    session: Session, viewer: Viewer, space: Space, wanted: Filter, before: str | None = None
) -> Listed:
    """A screen of the list, from the beginning or from where `before`, a mark of an earlier one, left off. The viewer
    reads the space, and therefore its topics."""
    mark = _mark_read(before)
    values: dict[str, Any] = {
        "space": space.id,
        "space_slug": space.slug,
        "space_title": space.title,
        "space_language": space.language,
        "space_sensitivity": space.sensitivity,
        "space_stage": space.stage,
        "purpose": wanted.purpose,
        "tag": folded(wanted.tag),
        "now": clock.now(),
        "fresh": clock.now() - NEWS_LASTS,
        "moderates": viewer.holds(MODERATE, space.id),
        **reading_as(viewer),
    }
    if mark is not None:
        values["at"], values["last"] = mark
    if wanted.about is not None:
        values["about_kind"], values["about_id"] = wanted.about
    asked: dict[str, Any] = {
        "purpose": bool(wanted.purpose),
        "tag": _frequency(session, values["tag"]),
        "about": wanted.about is not None,
    }
    apart = wanted.plain
    pinned = []
    if apart and mark is None:
        pinned = _rows(session, _statement("", **asked, pinned=True, further=False), values)
    statement = _statement(wanted.view, **asked, pinned=False if apart else None, further=mark is not None)
    found = _rows(session, statement, values)
    shown = found[:ON_A_SCREEN]
    return Listed(pinned, shown, _mark_of(shown[-1]) if len(found) > ON_A_SCREEN else None)


def _frequency(session: Session, key: str) -> str:
    """How common a tag is, by a count that goes no further than it has to."""
    if not key:
        return ""
    some = select(literal(1)).where(*_BEARS).limit(FEW).subquery()
    return "common" if session.scalar(select(func.count()).select_from(some), {"tag": key}) == FEW else "rare"


def _rows(session: Session, statement: AnySelect, values: Mapping[str, Any]) -> list[TopicRow]:
    return [TopicRow(*row) for row in rows(session, statement, values)]


def _mark_of(topic: TopicRow) -> str:
    """Where a list goes on after this topic: its instant in microseconds, which no two zones write differently."""
    return f"{(topic.last_post_at - _EPOCH) // timedelta(microseconds=1)}-{topic.id}"


def _mark_read(mark: str | None) -> tuple[datetime, int] | None:
    """The instant and the id of a mark; what is none begins at the beginning."""
    try:
        at, _, last = (mark or "").partition("-")
        return _EPOCH + timedelta(microseconds=int(at)), int(last)
    except (ValueError, OverflowError):
        return None
