"""What goes into a search engine and what comes out of it: frozen values, no behaviour of an engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Document:
    """One findable thing. `kind` and `id` together name it; `readers` are the words that open it."""

    kind: str
    id: int
    title: str
    body: str  # plain text, as a reader sees it
    language: str  # "fr" or "en": chooses the analysis
    readers: frozenset[str]
    space: str = ""
    headings: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()  # the words by which others link here
    aliases: tuple[str, ...] = ()  # former titles and identifiers that must still find it
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()  # names, for `author:`
    state: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A word as typed. `prefix` for `word*`."""

    text: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must follow each other."""

    text: str


Clause = Term | Phrase


@dataclass(frozen=True, slots=True)
class Query:
    """A question already understood. `clauses` is a list of alternatives groups: every group must (ideally)
    match, a group matches when one of its clauses does (`permis OR licence` is one group of two)."""

    clauses: tuple[tuple[Clause, ...], ...] = ()
    excluded: tuple[Clause, ...] = ()
    kinds: frozenset[str] = frozenset()
    spaces: frozenset[str] = frozenset()
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    states: frozenset[str] = frozenset()
    after: datetime | None = None
    before: datetime | None = None
    language: str = "fr"  # of the person who asks: chooses how their words are analysed

    @property
    def asks_nothing(self) -> bool:
        """Whether every document answers it."""
        return self == Query(language=self.language)


@dataclass(frozen=True, slots=True)
class Hit:
    kind: str
    id: int
    score: float
    title: str
    space: str
    # Pieces of the title and of the body, alternately plain and matched, never HTML:
    # ((text, is_match), …). The template escapes each and marks the matches.
    title_pieces: tuple[tuple[str, bool], ...] = ()
    snippet: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    hits: tuple[Hit, ...]
    total: int
    # facet name ("kind", "space", "tag") → value → how many of the results the asker may read
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    # "Did you mean": the question with its unknown words replaced, or None
    suggestion: str | None = None
    # True when no document held all the words, and those that hold most of them are shown
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title offered while typing."""

    kind: str
    id: int
    title: str
    space: str
