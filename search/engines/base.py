"""The protocol that every search engine keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from search.documents import Document, Query, Results, Suggestion

Reference = tuple[str, int]  # (kind, id)


class Engine(Protocol):
    """Documents in, hits out. `readers` are the words the asker holds; None means no filter (the operator)."""

    def update(self, documents: Iterable[Document], gone: Iterable[Reference] = ()) -> None:
        """Put these documents in place of the ones of the same reference, and take `gone` out: one commit."""

    def search(
        self, query: Query, readers: frozenset[str] | None, *, limit: int = 10, offset: int = 0
    ) -> Results: ...

    def suggest(
        self, typed: str, readers: frozenset[str] | None, *, limit: int = 8
    ) -> tuple[Suggestion, ...]:
        """Titles that hold every word typed, the last one as a prefix; accents and case do not matter."""

    def references(self) -> frozenset[Reference]:
        """All that the index holds, for comparing it with the database."""

    def rebuild(self, documents: Iterable[Document], progress: Callable[[int], None] | None = None) -> int:
        """Build a new index beside the old, swap when it is whole, and return how many documents it holds."""

    def close(self) -> None: ...
