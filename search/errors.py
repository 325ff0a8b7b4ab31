"""What can go wrong with a search. Each docstring is the sentence that a person reads, in English for translators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class SearchError(Exception):
    """The search failed."""

    status: ClassVar[int] = 500

    def __init__(self, **values: object) -> None:
        self.values: Mapping[str, object] = values
        super().__init__(self.sentence() % values if values else self.sentence())

    @classmethod
    def sentence(cls) -> str:
        """The untranslated sentence, on one line."""
        return " ".join((cls.__doc__ or "").split())


class QuerySyntaxError(SearchError):
    """This search cannot be understood."""

    status = 422


class MisplacedAsterisk(QuerySyntaxError):
    """“%(typed)s”: an asterisk may only end a word of at least three letters, as in permis*."""


class MissingFilterValue(QuerySyntaxError):
    """“%(name)s:” needs a value right after the colon, as in %(name)s:%(example)s."""


class UnreadableDate(QuerySyntaxError):
    """“%(typed)s” is not a date: write the year, the month and the day, as in 2026-09-24 (or 2026-09, or 2026)."""


class ExcludedFilter(QuerySyntaxError):
    """“%(typed)s”: only words and phrases can be excluded with a hyphen, not filters."""


class NothingAsked(QuerySyntaxError):
    """“%(typed)s” holds no word to search for: write letters or digits."""


class IndexUnusable(SearchError):
    """The search index is missing, damaged or of another version: run “relais reindex”."""

    status = 503


class IndexBusy(SearchError):
    """Another process is writing the search index: try again in a moment."""

    status = 503
