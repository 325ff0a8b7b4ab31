"""A browser that is signed in: keeps its connection, its cookies, and fills the forms that it is shown."""

from __future__ import annotations

import time
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from bench.datasets import PASSWORD

PATIENCE = 60  # seconds that an answer may take
Fields = dict[str, str]


class UnexpectedAnswer(Exception):
    """The server answered otherwise than it should: nothing that follows would be worth measuring."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and how long it took until its last byte."""

    status: int
    location: str
    text: str
    seconds: float


class Browser:
    """One person's browser."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._cookies: dict[str, str] = {}

    @property
    def cookie(self) -> str:
        """The header that its requests carry."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def sign_in(self, username: str, password: str = PASSWORD) -> None:
        fields = self.form("/-/sign-in", "password")
        answer = self.post("/-/sign-in", fields | {"username": username, "password": password})
        _require(answer.status in (302, 303), f"{username} cannot sign in: {answer.status}")

    def page(self, path: str) -> Answer:
        """An answer that has to be a page.

        :raises UnexpectedAnswer: when it is anything else.
        """
        answer = self.get(path)
        _require(answer.status == 200, f"{path} answered {answer.status}")
        return answer

    def form(self, path: str, field: str) -> Fields:
        """What the form with this field would send if nothing was changed in it."""
        return fields_of(self.page(path).text, field)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Fields) -> Answer:
        return self._ask("POST", path, urlencode(fields).encode())

    def post_and_look_away(self, path: str, fields: Fields) -> Answer:
        """A post whose answer is not followed: its cookie, with what the next page would have told the person, is
        let go, or such messages would heap up in it."""
        kept = dict(self._cookies)
        answer = self.post(path, fields)
        self._cookies = kept
        return answer

    def _ask(self, method: str, path: str, body: bytes | None) -> Answer:
        headers = {"Cookie": self.cookie}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        response = self._response(method, path, body, headers)
        content = response.read()
        seconds = time.perf_counter() - begun
        self._remember(response)
        location = response.headers.get("Location", "")
        return Answer(response.status, location, content.decode("utf-8", "replace"), seconds)

    def _response(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> HTTPResponse:
        try:
            self._connection.request(method, path, body, headers)
            return self._connection.getresponse()
        except (HTTPException, ConnectionError):
            # The server let go of a connection that was idle: a browser opens another.
            self._connection.close()
            self._connection.request(method, path, body, headers)
            return self._connection.getresponse()

    def _remember(self, response: HTTPResponse) -> None:
        for header in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(header).items():
                self._cookies[name] = morsel.value


def fields_of(html: str, field: str) -> Fields:
    """What the form with this field would send.

    :raises UnexpectedAnswer: when the page has no such form.
    """
    reader = _FormReader()
    reader.feed(html)
    for form in reader.forms:
        if field in form:
            return form
    raise UnexpectedAnswer(f"no form with the field {field}")


def signed_in(port: int, username: str, password: str = PASSWORD) -> Browser:
    browser = Browser(port)
    browser.sign_in(username, password)
    return browser


def _require(true: bool, otherwise: str) -> None:
    if not true:
        raise UnexpectedAnswer(otherwise)


class _FormReader(HTMLParser):
    """The forms of a page, each as the fields that it would send."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Fields] = []
        self._text_of: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        name = values.get("name", "")
        if tag == "form":
            self.forms.append({})
        elif not self.forms:
            return
        elif tag == "input" and name and values.get("type") not in ("checkbox", "radio", "submit"):
            self.forms[-1][name] = values.get("value", "")
        elif tag == "textarea":
            self._text_of = name
            self.forms[-1][name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self._option(self._select, values)

    def _option(self, select: str, values: Fields) -> None:
        """The chosen one, or else the first."""
        if "selected" in values:
            self.forms[-1][select] = values.get("value", "")
        else:
            self.forms[-1].setdefault(select, values.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text_of = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._text_of is not None:
            text = self.forms[-1][self._text_of] + data
            # HTML lets the first line break of a text area go.
            self.forms[-1][self._text_of] = text.removeprefix("\n") if text == data else text
