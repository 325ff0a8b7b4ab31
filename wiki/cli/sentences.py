"""Refusals, and other sentences that the program does not say itself, in the language of the command line."""

from __future__ import annotations

from auth.errors import AuthError
from auth.sentences import Sentence, Sentences
from search.errors import SearchError
from wiki.cli.language import _
from wiki.errors import RelaisError

FAILED = 1  # what was asked was not done, or a check found something; 2 is click's, for a wrong command line


def sentence_of(error: RelaisError | AuthError | SearchError) -> str:
    """The error's sentence."""
    return said(Sentence(error.sentence(), **error.values))


def said(value: object) -> str:
    """A sentence, with the sentences that fill it; anything else as it is."""
    if isinstance(value, Sentences):
        return "; ".join(map(said, value))
    if isinstance(value, RelaisError | AuthError | SearchError):
        return sentence_of(value)
    if not isinstance(value, Sentence):
        return str(value)
    source = _(value.source)
    return source % {name: said(each) for name, each in value.values.items()} if value.values else source
