"""Every route says who may pass: fetch, check, then the view. Without a gate on each, the program does not start."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from inspect import Parameter, signature
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from flask import Flask, request

from auth.web import require_fresh
from wiki.access.decision import RULES, require
from wiki.access.item import SITE
from wiki.errors import NotFound, SignInNeeded
from wiki.web.transaction import session
from wiki.web.viewing import viewer

EVERYONE = "everyone"  # signed in or not
SIGNED_IN = "signed in"  # whoever is, guests included; for what is one's own
PROGRAMS = "programs"  # that bring a token; for people there is nothing

P = ParamSpec("P")
T = TypeVar("T")
Answer = Any  # whatever Flask makes a response of
Fetch = Callable[..., T]  # (session, viewer, action, *, values of the route) → the item, or NotFound


@dataclass(frozen=True, slots=True)
class Gate:
    """What stands before a view: an action of the permission table, or one of the words above."""

    asks: str


class UngatedRoute(Exception):
    """A route that says nothing of who may pass."""


def fetched(
    action: str, fetch: Fetch[T]
) -> Callable[[Callable[Concatenate[T, P], Answer]], Callable[..., Answer]]:
    """Give the view the item that `fetch` finds, if the viewer may do `action` to it. `fetch` takes by their names
    the values of the route that it needs; the view gets the others."""
    wanted = [
        name for name, value in signature(fetch).parameters.items() if value.kind is Parameter.KEYWORD_ONLY
    ]

    def decorate(view: Callable[Concatenate[T, P], Answer]) -> Callable[..., Answer]:
        @wraps(view)
        def gated(**values: Any) -> Answer:
            item = fetch(session(), viewer(), action, **{name: values.pop(name) for name in wanted})
            _require_fresh(action)
            return cast(Callable[..., Answer], view)(item, **values)

        return _behind(gated, action)

    return decorate


def on_site(action: str) -> Callable[[Callable[P, Answer]], Callable[P, Answer]]:
    """For what belongs to the whole site and not to one item."""

    def decorate(view: Callable[P, Answer]) -> Callable[P, Answer]:
        @wraps(view)
        def gated(*args: P.args, **values: P.kwargs) -> Answer:
            require(viewer(), action, SITE)
            _require_fresh(action)
            return view(*args, **values)

        return _behind(gated, action)

    return decorate


def for_signed_in(view: Callable[P, Answer]) -> Callable[P, Answer]:
    """For lists that hold only what the viewer may see, and for what is one's own."""

    @wraps(view)
    def gated(*args: P.args, **values: P.kwargs) -> Answer:
        if not viewer().signed_in:
            raise SignInNeeded
        return view(*args, **values)

    return _behind(gated, SIGNED_IN)


def for_everyone(view: Callable[P, Answer]) -> Callable[P, Answer]:
    return _behind(view, EVERYONE)


def with_token(
    token: Callable[[], str | None],
) -> Callable[[Callable[P, Answer]], Callable[P, Answer]]:
    """For programs that bring this token as `Authorization: Bearer …`; nobody passes while there is none."""

    def decorate(view: Callable[P, Answer]) -> Callable[P, Answer]:
        @wraps(view)
        def gated(*args: P.args, **values: P.kwargs) -> Answer:
            wanted, brought = token(), request.headers.get("Authorization", "")
            if not wanted or not hmac.compare_digest(brought.encode(), f"Bearer {wanted}".encode()):
                raise NotFound
            return view(*args, **values)

        return _behind(gated, PROGRAMS)

    return decorate


def _require_fresh(action: str) -> None:
    """Only after the right was found, so that the question tells nothing to whoever has none."""
    if RULES[action].sensitive:
        require_fresh()


def _behind(view: Callable[P, Answer], asks: str) -> Callable[P, Answer]:
    """The view, with its gate written on it."""
    vars(view)["gate"] = Gate(asks)
    return view


def gates(app: Flask, known: dict[str, str]) -> dict[str, Gate]:
    """Endpoint → its gate; `known` gives those of views that are not ours to decorate.

    :raises UngatedRoute: for a route whose view says nothing.
    """
    found: dict[str, Gate] = {}
    for endpoint, view in app.view_functions.items():
        gate = Gate(known[endpoint]) if endpoint in known else getattr(view, "gate", None)
        if gate is None:
            raise UngatedRoute(endpoint)
        if gate.asks not in (EVERYONE, SIGNED_IN, PROGRAMS):
            RULES[gate.asks]
        found[endpoint] = gate
    return found
