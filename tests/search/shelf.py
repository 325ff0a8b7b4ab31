"""What the search tests put on the shelf, and how they ask for it."""

from __future__ import annotations

from typing import Any

from search.documents import Document, Results
from search.engines.base import Engine
from search.language import parse

EVERYONE = frozenset({"everyone"})
ALICE = frozenset({"everyone", "members", "account:2"})
CHARLIE = frozenset({"everyone", "account:4", "group:elsewhere"})


def page(number: int, title: str, body: str = "", **more: Any) -> Document:
    """A page that everyone may read, unless `readers` says otherwise."""
    given = {"kind": "page", "language": "fr", "readers": EVERYONE, "space": "accueil", **more}
    return Document(id=number, title=title, body=body, **given)


def ask(engine: Engine, typed: str, readers: frozenset[str] | None = EVERYONE, **more: Any) -> Results:
    """What the search answers to words as typed."""
    return engine.search(parse(typed), readers, **more)


def found(engine: Engine, typed: str, readers: frozenset[str] | None = EVERYONE, **more: Any) -> list[int]:
    """The ids of the hits, best first."""
    return [hit.id for hit in ask(engine, typed, readers, **more).hits]
