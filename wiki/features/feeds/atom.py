"""Recent changes as an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from wiki.parts.words import clean_line
from wiki.registry import Change

ATOM = "http://www.w3.org/2005/Atom"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def atom(
    changes: Sequence[Change], *, title: str, root: str, path: str, language: str, updated_at: datetime
) -> bytes:
    """The document.

    :param root: the address of the site, without a last slash.
    :param path: where the same list is in the browser.
    :param language: of the title and of what the program says, such as "fr-CA".
    :param updated_at: when it last came to tell something else.
    """
    feed = Element("feed", {"xmlns": ATOM, LANGUAGE: language})
    _say(feed, "title", title)
    _say(feed, "id", root + path)
    SubElement(feed, "link", rel="alternate", type="text/html", href=root + path)
    _say(feed, "updated", updated_at.isoformat())
    for change in changes:
        _enter(feed, change, root)
    document: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def _enter(feed: Element, change: Change, root: str) -> None:
    entry = SubElement(feed, "entry")
    title = _say(entry, "title", change.title)
    if change.language:
        title.set(LANGUAGE, change.language)
    # Of the change and not of what it changed, so that a reader shows each.
    _say(entry, "id", f"{root}{change.url}#{change.kind}-change-{change.id}")
    SubElement(entry, "link", rel="alternate", type="text/html", href=root + change.url)
    _say(entry, "updated", change.at.isoformat())
    _say(SubElement(entry, "author"), "name", change.author)
    SubElement(entry, "category", term=clean_line(change.space_title))
    if change.summary:
        _say(entry, "summary", change.summary)


def _say(parent: Element, name: str, text: str) -> Element:
    """XML has no way to write some characters that a text may hold, not even as references: they are left out."""
    element = SubElement(parent, name)
    element.text = clean_line(text)
    return element
