"""What can be protected: anything with a kind, an id, a space and an access class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Item(Protocol):
    """An entity or a row: predicates only look at these four."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> int: ...
    @property
    def space_id(self) -> int: ...
    @property
    def access_class_id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Site:
    """The whole site as an item, for what belongs to no space. No word opens class 0."""

    kind: str = "site"
    id: int = 0
    space_id: int = 0
    access_class_id: int = 0


SITE = Site()
