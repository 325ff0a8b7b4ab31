"""What people do with pages in their browsers, in a line each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import html5lib
from werkzeug.test import TestResponse

from tests.factories import Cast
from tests.visitor import Visitor

Fields = dict[str, Any]


def fields_of(html: str, holding: str = "body") -> Fields:
    """What a browser would send of the form that has a field of this name, if nobody touched it."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    forms = [dict(_fields(form)) for form in tree.iter("form")]
    return next(fields for fields in forms if holding in fields)


def _fields(form: Any) -> Iterator[tuple[str, str]]:
    for element in form.iter():
        name = element.get("name")
        if not name or element.get("type") in ("submit", "button"):
            continue
        if element.get("type") in ("checkbox", "radio") and element.get("checked") is None:
            continue
        yield name, _value(element)


def _value(element: Any) -> str:
    if element.tag == "textarea":
        return element.text or ""
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None] or options
        return chosen[0].get("value") or "" if chosen else ""
    return element.get("value") or ""


def opened(visitor: Visitor, path: str, holding: str = "body") -> Fields:
    """A form as it stands in the browser of somebody who has just opened it."""
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.status
    return fields_of(answer.text, holding)


def sent(visitor: Visitor, path: str, form: Fields, **typed: Any) -> TestResponse:
    """Send an opened form, with what was typed in it since."""
    return visitor.post(path, {**form, **{name.rstrip("_"): value for name, value in typed.items()}})


def edit(visitor: Visitor, address: str, form: Fields | None = None, **typed: Any) -> TestResponse:
    """Change a page: what is not typed stays as the form showed it when it was opened, now or earlier."""
    path = f"{address}/-/edit"
    return sent(visitor, path, form or opened(visitor, path), **typed)


def create(
    visitor: Visitor,
    cast: Cast,
    title: str,
    body: str = "Du texte.",
    *,
    space: str | None = None,
    **typed: Any,
) -> TestResponse:
    """Send the form of a new page."""
    fields = {"title": title, "body": body, "language": "fr-CA", **typed}
    return visitor.post(f"/{space or cast.space}/-/new", fields)


def address_of(cast: Cast, page: Any, space: str | None = None) -> str:
    return f"/{space or cast.space}/{page.slug}"


def source(visitor: Visitor, address: str) -> str:
    """The text of the page as it is kept."""
    html = visitor.get(f"{address}/-/source").text
    found = re.search(r'<textarea[^>]* id="source"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL)
    assert found is not None, html[:300]
    return unescape(found[1])


def words(visitor: Visitor, address: str) -> str:
    """The HTML of the page's own words."""
    html = visitor.get(address).text
    found = re.search(r'<div class="markup"[^>]*>\s*(.*?)\s*</div>\s*<footer', html, re.DOTALL)
    assert found is not None, html[:300]
    return found[1]


def history(visitor: Visitor, address: str) -> list[int]:
    """The numbers of the revisions that the history lists, newest first."""
    html = visitor.get(f"{address}/-/history").text
    return [int(number) for number in re.findall(r'<th scope="row"><a href="[^"]*/-/revisions/(\d+)"', html)]
