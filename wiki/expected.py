"""What a setting should have been, in words: pydantic says it in English alone."""

from __future__ import annotations

from pydantic_core import ErrorDetails

from auth.sentences import Sentence

# By the beginning of pydantic's name for the error; what it counts with fills the sentence.
_WORDS = {
    "missing": Sentence("a value"),
    "int_": Sentence("a whole number"),
    "float_": Sentence("a number"),
    "bool_": Sentence("true or false"),
    "string_type": Sentence("text"),
    "string_too_short": Sentence("a longer text (%(min_length)s at least)"),
    "string_too_long": Sentence("a shorter text (%(max_length)s at most)"),
    "string_pattern": Sentence("small letters, digits and hyphens"),
    "list_type": Sentence("a list"),
    "too_short": Sentence("a list of %(min_length)s or more"),
    "path_type": Sentence("a path"),
    "model_": Sentence("a section of settings"),
    "literal_error": Sentence("one of these: %(expected)s"),
    "greater_than_equal": Sentence("%(ge)s or more"),
    "less_than_equal": Sentence("%(le)s or less"),
}


def expected(problem: ErrorDetails) -> str:
    """What was expected where this was found."""
    values = dict(problem.get("ctx", {}))
    refused = values.get("error")
    if isinstance(refused, ValueError):  # by a validator of ours, which says what it expects
        said: str = refused.args[0]
        return said
    if "expected" in values:
        values["expected"] = values["expected"].replace(" or ", ", ")
    words = next((words for name, words in _WORDS.items() if problem["type"].startswith(name)), None)
    return Sentence(words.source, **values) if words else problem["msg"]
