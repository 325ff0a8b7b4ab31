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


def filled(template: str, **parts: str | Markup) -> str:
    """The template with these parts in their places, escaped unless they are markup. Beside them it may show nothing
    but what belongs to the site, the person and the session."""
    if "_flashes" in session:  # a message that is shown once
        return render_template(template, **parts)
    pieces = _shell(template, tuple(parts), locale(), viewer().identity, csrf_token())
    return "".join(escape(parts[piece]) if slot else piece for slot, piece in pieces)


@lru_cache(maxsize=KEPT)
def _shell(
    template: str, names: tuple[str, ...], language: str, who: Identity, token: str
) -> tuple[tuple[bool, str], ...]:
    """Texts and, between them, names of parts: (whether it is a part, text or name)."""
    drawn = render_template(template, **{name: Markup(f"{_MARK}-{name}-") for name in names})  # noqa: S704 (ours)
    return tuple((bool(index % 2), piece) for index, piece in enumerate(_SLOTS.split(drawn)))
