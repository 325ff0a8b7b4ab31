"""The frame of the site around a screen, drawn once for each session and then filled: the short way of a read."""

from __future__ import annotations

import re
import secrets
from functools import lru_cache

from flask import render_template, session
from markupsafe import Markup, escape

from auth.identity import Identity
from wiki.web.csrf import csrf_token
from wiki.web.language import locale
from wiki.web.viewing import viewer

KEPT = 1000  # shells in memory, some 8 kB each

# Nobody can write it in a name or a title.
_MARK = secrets.token_hex(16)
_SLOTS = re.compile(f"{_MARK}-(\\w+)-")


def filled(template: str, **parts: str | bytes) -> str | bytes:
    """The template with these parts in their places: texts, which are escaped, and bytes of markup. Beside them it
    may show nothing but what belongs to the site, the person and the session."""
    # What is shown once, or for a time.
    if "_flashes" in session or viewer().restrained or viewer().unaccepted:
        return render_template(template, **{name: _text(part) for name, part in parts.items()})
    who = viewer()
    pieces = _shell(template, tuple(parts), locale(), who.identity, who.moderates, csrf_token())
    return b"".join(_bytes(parts[piece]) if isinstance(piece, str) else piece for piece in pieces)


@lru_cache(maxsize=KEPT)
def _shell(
    template: str, names: tuple[str, ...], language: str, who: Identity, moderates: bool, token: str
) -> tuple[bytes | str, ...]:
    """Markup, in bytes, and between it the names of parts."""
    drawn = render_template(template, **{name: Markup(f"{_MARK}-{name}-") for name in names})  # noqa: S704 (ours)
    return tuple(piece if index % 2 else piece.encode() for index, piece in enumerate(_SLOTS.split(drawn)))


def _bytes(part: str | bytes) -> bytes:
    return part if isinstance(part, bytes) else escape(part).encode()


def _text(part: str | bytes) -> str:
    return part if isinstance(part, str) else Markup(part.decode())  # noqa: S704 (markup, by its type)
