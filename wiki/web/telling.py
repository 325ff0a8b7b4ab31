"""What is told of an item after something was done to it."""

from __future__ import annotations

from typing import Protocol

from flask_babel import gettext
from markupsafe import Markup

from wiki.web.language import locale


class Titled(Protocol):
    @property
    def title(self) -> str: ...

    @property
    def language(self) -> str: ...


def published(sentence: str | Markup, held: str | None) -> tuple[str | Markup, str]:
    """What is told of words that were sent, for `flash`: the sentence, or that they wait until they are approved."""
    if held is None:
        return sentence, "success"
    return gettext("What you wrote waits for approval: those who moderate read it before others do."), "info"


def told_of(sentence: str, item: Titled) -> Markup:
    """The sentence with the item's title at its %(title)s; the title says its language when that is not the screen's
    (A-8)."""
    foreign = item.language and item.language[:2] != locale()[:2]
    title = Markup('<span lang="{}">{}</span>').format(item.language, item.title) if foreign else item.title
    return Markup.escape(sentence) % {"title": title}
