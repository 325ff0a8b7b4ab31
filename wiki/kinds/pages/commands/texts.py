"""Texts as they are kept, and how long they may be."""

from __future__ import annotations

from functools import lru_cache

from wiki.kinds.pages.errors import BodyTooLarge
from wiki.markup import Rendered, render
from wiki.parts.revisions.merge import normalise
from wiki.parts.words import clean_text

BODY_LIMIT = 512 * 1024  # bytes of UTF-8
SUMMARY_LENGTH = 200  # characters
REASON_LENGTH = 400


@lru_cache(maxsize=8)
def rendered_text(body: str, language: str) -> Rendered:
    """The text as HTML, remembered for a moment: the view has it made before the database is locked for writing."""
    return render(body, language=language)


def clean_body(body: str) -> str:
    """The text as it is kept.

    :raises BodyTooLarge: when it is heavier than a page may be.
    """
    kept = normalise(clean_text(body))
    weight = len(kept.encode("utf-8"))
    if weight > BODY_LIMIT:
        raise BodyTooLarge(size=-(-weight // 1024), limit=BODY_LIMIT // 1024)
    return kept
