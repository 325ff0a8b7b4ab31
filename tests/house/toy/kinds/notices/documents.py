"""Notices as the search knows them, and as cards show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session
from wiki.kinds.notices.models import Notice
from wiki.kinds.notices.queries import address, notices

from search.documents import Document
from wiki.access.filters import readers_of
from wiki.access.viewer import Viewer, operator
from wiki.parts.spaces.models import Space
from wiki.registry import Card


def load(session: Session, ids: Iterable[int]) -> Sequence[Notice]:
    return notices(session, operator(), ids)


def documents(session: Session, found: Sequence[Notice]) -> list[Document]:
    return [
        Document(
            kind="notice",
            id=notice.id,
            title=notice.title,
            body=notice.words,
            language="fr",
            readers=readers_of(notice),
            space=session.get_one(Space, notice.space_id).slug,
            updated_at=notice.written_at,
        )
        for notice in found
    ]


def cards(session: Session, viewer: Viewer, ids: Iterable[int]) -> Mapping[int, Card]:
    return {
        notice.id: _card(notice, session.get_one(Space, notice.space_id))
        for notice in notices(session, viewer, ids)
    }


def _card(notice: Notice, space: Space) -> Card:
    return Card(
        kind="notice",
        id=notice.id,
        title=notice.title,
        url=address(notice, space),
        space_title=space.title,
        space_url=f"/{space.slug}",
        updated_at=notice.written_at,
        author=notice.author,
    )
