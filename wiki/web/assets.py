"""Style sheets, scripts and icons, under an address that changes with their content: browsers keep them for a year."""

from __future__ import annotations

import gzip
import hashlib
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, send_from_directory
from markupsafe import Markup

from wiki.web.gates import for_everyone

STATIC = Path(__file__).parent.parent / "static"
ONE_YEAR = 31_536_000  # seconds
ADDRESS = "/-/static"
THEME = "theme.css"
ICONS = "icons.svg"
COMPRESSED = {"text/css", "text/javascript", "image/svg+xml"}


def init_app(app: Flask, theme: Path | None) -> None:
    """:param theme: the organisation's style sheet, served beside ours."""

    @for_everyone
    def static(version: str, filename: str) -> Response:
        if filename == THEME and theme is not None:
            # May change while the server runs: it is asked for again, and mostly answered with 304.
            return send_from_directory(theme.parent.absolute(), theme.name, max_age=0)
        if version != content_version():
            # Of another program than this process runs: while one follows the other, both serve. No browser may
            # keep under the new address what the old one has.
            return send_from_directory(STATIC, filename, max_age=0)
        answer = send_from_directory(STATIC, filename, max_age=ONE_YEAR)
        answer.headers["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
        return _compressed(answer, filename)

    # The version stands in the path, so that scripts that import each other get the same one.
    app.add_url_rule(f"{ADDRESS}/<version>/<path:filename>", "static", static)

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values.setdefault("version", content_version())

    app.jinja_env.globals.update(icon=icon, static_url=static_url)


def _compressed(answer: Response, filename: str) -> Response:
    """The answer made smaller, for browsers that can read it so. Only our own files: a page compressed together
    with a secret of its reader would tell the secret by its size (BREACH)."""
    if answer.mimetype not in COMPRESSED:
        return answer
    answer.vary.add("Accept-Encoding")
    if answer.status_code == 200 and request.accept_encodings["gzip"] > 0:
        answer.direct_passthrough = False
        answer.set_data(_gzipped(filename))
        answer.content_encoding = "gzip"
        answer.set_etag(answer.get_etag()[0] or "", weak=True)
    return answer


@lru_cache(maxsize=256)
def _gzipped(filename: str) -> bytes:
    return gzip.compress((STATIC / filename).read_bytes(), mtime=0)


def static_url(filename: str) -> str:
    """The address of one of our files, without asking the router."""
    return f"{ADDRESS}/{content_version()}/{filename}"


@cache
def content_version() -> str:
    """The first letters of a hash over all that is served: another program, another address."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*.*")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


class NoSuchIcon(Exception):
    """A template names an icon that static/icons.svg does not draw."""


@lru_cache(maxsize=256)
def icon(name: str) -> Markup:
    """The drawing of this name, to stand beside its text: assistive technology passes over it.

    :raises NoSuchIcon: when it is not drawn.
    """
    if name not in icons():
        raise NoSuchIcon(name)
    use = f'<use href="{static_url(ICONS)}#{name}"/>'
    return Markup(f'<svg class="icon" width="20" height="20" aria-hidden="true">{use}</svg>')  # noqa: S704 (ours)


@cache
def icons() -> frozenset[str]:
    """The names of all drawings. They stand in one file, which a browser fetches once."""
    return frozenset(re.findall(r'<symbol id="([a-z-]+)"', (STATIC / ICONS).read_text(encoding="utf-8")))
