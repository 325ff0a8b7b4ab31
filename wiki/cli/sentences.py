"""Refusals in the language of the command line."""

from __future__ import annotations

from auth.errors import AuthError
from search.errors import SearchError
from wiki.cli.language import _
from wiki.errors import RelaisError

FAILED = 1  # what was asked was not done, or a check found something; 2 is click's, for a wrong command line


def sentence_of(error: RelaisError | AuthError | SearchError) -> str:
    """The error's sentence."""
    sentence = _(error.sentence())
    return sentence % error.values if error.values else sentence
