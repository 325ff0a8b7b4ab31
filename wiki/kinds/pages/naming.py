"""Titles and addresses of pages: what is accepted, what is free."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.kinds.pages.errors import ReservedTitle, TitleMissing, TitleTaken, TitleTooLong
from wiki.kinds.pages.models import TITLE_LENGTH, Page
from wiki.parts.words import clean_line, folded, slug

_LETTER = re.compile(r"[^\W_]")
# A link is written [[title|label]] and [[space:title#section]]: these would break it in two.
_NOT_IN_LINKS = str.maketrans({"[": "(", "]": ")", "|": "–", "#": "№", "\\": "/"})


def clean_title(title: str) -> str:
    """The title as it is kept: composed letters, single spaces, nothing invisible, nothing that breaks a link.

    :raises TitleMissing, TitleTooLong, ReservedTitle: when nothing readable is left, or too much.
    """
    kept = clean_line(title).translate(_NOT_IN_LINKS)
    if not kept:
        raise TitleMissing
    if len(kept) > TITLE_LENGTH:
        raise TitleTooLong(length=len(kept), limit=TITLE_LENGTH)
    if not _LETTER.search(kept):
        raise ReservedTitle(title=kept)
    return kept


def require_free_title(
    session: Session,
    space_id: int,
    parent_id: int | None,
    title: str,
    access_class_id: int,
    besides: int | None = None,
) -> None:
    """No other page at this place that the same people read is titled so, case and accents aside. A page that fewer
    people read is none of theirs: that there is one of this title must not be found out by trying.

    :raises TitleTaken: when one is.
    """
    if sibling_titled(session, space_id, parent_id, title, access_class_id, besides) is not None:
        raise TitleTaken(title=title)


def sibling_titled(
    session: Session,
    space_id: int,
    parent_id: int | None,
    title: str,
    access_class_id: int,
    besides: int | None = None,
) -> Page | None:
    return session.scalar(
        select(Page).where(
            Page.space_id == space_id,
            Page.parent_id == parent_id,
            Page.title_key == folded(title),
            Page.access_class_id == access_class_id,
            Page.deleted_at.is_(None),
            Page.id != (besides or 0),
        )
    )


def free_slug(session: Session, space_id: int, title: str, besides: int | None = None) -> str:
    """An address in the space that no other living page has: the title's words, numbered when taken."""
    base = slug(title, "page")
    taken = set(
        session.scalars(
            select(Page.slug).where(
                Page.space_id == space_id,
                Page.slug.like(f"{base}%"),
                Page.deleted_at.is_(None),
                Page.id != (besides or 0),
            )
        )
    )
    candidates = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in candidates if name not in taken)
