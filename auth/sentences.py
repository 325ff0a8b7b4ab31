"""Sentences that are no errors: English with what fills it, which whoever shows them may say in another language."""

from __future__ import annotations

from collections.abc import Mapping


class Sentence(str):
    """Text that remembers how it came about: `Sentence("%(count)s people", count=3)` reads "3 people".

    Translators find what is written in a call of this class, as they find the docstrings of errors.
    """

    __slots__ = ("source", "values")
    source: str
    values: Mapping[str, object]

    def __new__(cls, source: str, **values: object) -> Sentence:
        told = super().__new__(cls, source % values if values else source)
        told.source, told.values = source, values
        return told


class Sentences(tuple[Sentence, ...]):
    """Several that are said one after the other."""

    __slots__ = ()

    def __str__(self) -> str:
        return "; ".join(self)
