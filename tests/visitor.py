"""A visitor with a browser's manners: follows forms, and looks at every page as a careful reader would."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import html5lib
from flask import Flask
from werkzeug.test import TestResponse

from tests.factories import PASSWORD, Cast

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_LABELLED = {"input", "select", "textarea"}
_NEED_NO_LABEL = {"hidden", "submit", "button", "image"}


class Visitor:
    """One browser. `get` and `post` check every HTML page that comes back."""

    def __init__(self, app: Flask, username: str | None = None) -> None:
        self.client = app.test_client()
        if username is not None:
            self.sign_in(username)

    def again(self, app: Flask) -> Visitor:
        """The same browser, at another program over the same rows: who was signed in still is."""
        other = Visitor(app)
        kept = self.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert kept is not None
        other.client.set_cookie(kept.key, kept.value)
        return other

    def sign_in(self, username: str, password: str = PASSWORD) -> TestResponse:
        return self.post("/-/sign-in", {"username": username, "password": password}, form="/-/sign-in")

    def get(self, path: str, **options: Any) -> TestResponse:
        return checked(self.client.get(path, **options))

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, form: str | None = None, **options: Any
    ) -> TestResponse:
        """Send a form with the token of the page that holds it (`form`, by default the same address)."""
        token = self.token(form or path)
        return checked(self.client.post(path, data={"csrf_token": token, **(data or {})}, **options))

    def token(self, path: str) -> str:
        """The token of a form; any page with a form will do when this one has none."""
        found = _TOKEN.search(self.client.get(path).text) or _TOKEN.search(self.client.get("/-/search").text)
        return found[1] if found else ""


class Visitors:
    """The cast at their browsers, each opened when first asked for."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self._app = app
        self._cast = cast
        self._open: dict[str, Visitor] = {}

    def __getattr__(self, name: str) -> Visitor:
        if name not in self._cast.ids:
            raise AttributeError(name)
        if name not in self._open:
            self._open[name] = Visitor(self._app, name)
        return self._open[name]


def checked(response: TestResponse) -> TestResponse:
    """The response, after every rule that holds for all pages was looked at."""
    if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 308):
        check_page(response.text)
    return response


def check_page(html: str) -> None:
    """One h1, a title that begins with it, labels, unique ids, a language, nothing inline (A-6, A-7, A-8)."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    elements = list(tree.iter())
    headings = [element for element in elements if element.tag == "h1"]
    assert len(headings) == 1, f"{len(headings)} h1"
    title, heading = _text(tree.find("head/title")), _text(headings[0])
    assert title.startswith(heading[:60]), f"the title {title!r} does not begin with {heading!r}"
    assert tree.get("lang"), "no language"
    ids = Counter(element.get("id") for element in elements if element.get("id"))
    assert not [name for name, times in ids.items() if times > 1], f"ids twice: {ids.most_common(3)}"
    for element in elements:
        if isinstance(element.tag, str):
            _check_element(element, tree)


def _check_element(element: Any, tree: Any) -> None:
    assert not [name for name in element.attrib if name == "style" or name.startswith("on")], (
        f"inline on {element.tag}"
    )
    if element.tag == "script":
        assert element.get("src"), "inline script"
    assert element.tag != "style", "inline style"
    if element.tag in _LABELLED and element.get("type") not in _NEED_NO_LABEL:
        assert _has_label(element, tree), f"no label: {element.tag} {element.attrib}"


def _has_label(element: Any, tree: Any) -> bool:
    if element.get("aria-label") or element.get("aria-labelledby"):
        return True
    labels = list(tree.iter("label"))
    named = any(label.get("for") == element.get("id") for label in labels if label.get("for"))
    return named or any(element in list(label.iter()) for label in labels)


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
