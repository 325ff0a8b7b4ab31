"""Titles and words of posts: what is accepted, and how it is rendered."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from functools import lru_cache

from wiki.kinds.forum.errors import PostEmpty, PostTooLarge, TitleMissing, TitleTooLong, TooManyMentions
from wiki.kinds.forum.models import TITLE_LENGTH
from wiki.markup import Rendered, render
from wiki.markup.anchors import PREFIX
from wiki.parts.revisions.merge import normalise
from wiki.parts.words import clean_line, clean_text, slug

BODY_LIMIT = 100 * 1024  # bytes of UTF-8
MOST_MENTIONS = 25  # people named by one post

# How the renderer begins a table; an author cannot write it, for no "<" of theirs stays one.
_LANDMARK = '<div class="table" role="region"'
_GROUP = '<div class="table" role="group"'

# Letters and signs that are drawn as nothing.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def clean_title(title: str) -> str:
    """The title as it is kept.

    :raises TitleMissing, TitleTooLong: when nothing readable is left, or too much.
    """
    kept = clean_line(title)
    if not _readable(kept):
        raise TitleMissing
    if len(kept) > TITLE_LENGTH:
        raise TitleTooLong(length=len(kept), limit=TITLE_LENGTH)
    return kept


def topic_slug(title: str) -> str:
    """The title as the readable end of an address."""
    return slug(title, "sujet")


def clean_body(body: str) -> str:
    """The words of a post as they are kept.

    :raises PostEmpty, PostTooLarge: when nothing can be read, or when they are heavier than a post may be.
    """
    kept = normalise(clean_text(body))
    weight = len(kept.encode("utf-8"))
    if weight > BODY_LIMIT:
        raise PostTooLarge(size=-(-weight // 1024), limit=BODY_LIMIT // 1024)
    if not _readable(kept):
        raise PostEmpty
    return kept


def _readable(text: str) -> bool:
    """Whether a letter, a digit, a sign or a picture is in it."""
    return any(unicodedata.category(letter)[0] in "LNPS" and letter not in _BLANK for letter in text)


@lru_cache(maxsize=16)
def rendered_words(body: str, language: str) -> Rendered:
    """The words as HTML, remembered for a moment: the view has them made before the database is locked for writing.

    :raises TooManyMentions: when the post would call too many people.
    """
    rendered = render(body, language=language)
    if len(rendered.mentions) > MOST_MENTIONS:
        raise TooManyMentions(number=len(rendered.mentions), limit=MOST_MENTIONS)
    return rendered


def rendered_post(body: str, language: str, post_id: int) -> Rendered:
    """The words as HTML that can stand beside other posts: its identifiers are its own, and its tables, numbered in
    each post anew, are no landmarks of the page. Few posts have headings or notes, and only these are made twice."""
    rendered = rendered_words(body, language)
    if f'="{PREFIX}' in rendered.html or f'="#{PREFIX}' in rendered.html:
        rendered = render(body, prefix=f"p{post_id}-", language=language)
    return replace(rendered, html=rendered.html.replace(_LANDMARK, _GROUP))
