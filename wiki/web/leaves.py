"""Long lists, a screen at a time: where this one begins, what is shown of it, and the ways to the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import request, url_for

T = TypeVar("T")

LINES = 50  # on a screen
FURTHEST = 1_000_000  # lines that can be leafed through


@dataclass(frozen=True, slots=True)
class Leaf:
    """One screen of a list."""

    begin: int
    size: int

    @property
    def limit(self) -> int:
        """How many to ask for: one more than is shown tells whether there are others."""
        return self.size + 1

    def shown(self, found: Sequence[T]) -> Sequence[T]:
        """Those of what was asked for that this screen shows."""
        return found[: self.size]

    def ways(self, found: Sequence[Any]) -> dict[str, str | None]:
        """Where the lines before and after these are, as `pager` takes them."""
        return {
            "previous_url": _address(max(self.begin - self.size, 0)) if self.begin else None,
            "next_url": _address(self.begin + self.size) if len(found) > self.size else None,
        }


def leaf(size: int) -> Leaf:
    """The screen that the address asks for."""
    return Leaf(min(max(request.args.get("begin", 0, int), 0), FURTHEST), size)


def _address(begin: int) -> str:
    """This same address, from there."""
    asked = {name: value for name, value in request.args.items() if name != "begin" and value}
    query = urlencode(asked | ({"begin": begin} if begin else {}))
    # Not as values of `url_for`: some names mean something to it, such as `_scheme`.
    return url_for(request.endpoint or "", **(request.view_args or {})) + (f"?{query}" if query else "")
