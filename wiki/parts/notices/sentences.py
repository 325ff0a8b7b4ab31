"""What notices say: each is a class whose docstring is the sentence, in English for translators."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from auth.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Name:
    """The title of something, with its language: it may not be that of the screen."""

    title: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Until:
    """An instant, said as an end: « jusqu’au 3 mars à 14 h »."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """An instant, of which its day alone is said: a last day."""

    at: datetime


Value = str | int | datetime | Sentence | Name | Until | Day


# Base of what a notice says, without a sentence of its own. Named values fill the sentence of a class that derives
# from it: `Answered(title=Name(…))` fills `%(title)s`. A feature or a part declares its own, where it likes; a class
# is known under its name.
class Told:
    KNOWN: ClassVar[dict[str, type[Told]]] = {}

    def __init_subclass__(cls) -> None:
        if cls.KNOWN.setdefault(cls.__name__, cls).__module__ != cls.__module__:
            raise ValueError(f"two notices are called {cls.__name__}")

    def __init__(self, **values: Value) -> None:
        self.values: Mapping[str, Value] = values

    @classmethod
    def sentence(cls) -> str:
        """The untranslated sentence, on one line."""
        return " ".join((cls.__doc__ or "").split())


def packed(values: Mapping[str, Value]) -> str:
    """The values as JSON."""
    return json.dumps({name: _packed(value) for name, value in values.items()}, ensure_ascii=False)


def unpacked(params: str) -> dict[str, Value]:
    """The values that were packed."""
    return {name: _unpacked(value) for name, value in json.loads(params).items()}


def _packed(value: Value) -> Any:
    if isinstance(value, Sentence):
        return {"source": value.source, "values": {name: str(each) for name, each in value.values.items()}}
    if isinstance(value, Name):
        return {"title": value.title, "language": value.language}
    if isinstance(value, Until):
        return {"until": value.at.isoformat()}
    if isinstance(value, Day):
        return {"day": value.at.isoformat()}
    return {"at": value.isoformat()} if isinstance(value, datetime) else value


def _unpacked(value: Any) -> Value:
    if not isinstance(value, dict):
        return str(value) if not isinstance(value, int) else value
    if "source" in value:
        source, values = value["source"], value["values"]
        return Sentence(source, **values)
    if "until" in value:
        return Until(datetime.fromisoformat(value["until"]))
    if "day" in value:
        return Day(datetime.fromisoformat(value["day"]))
    return datetime.fromisoformat(value["at"]) if "at" in value else Name(**value)
