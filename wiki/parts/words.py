"""Words as keys: the same title typed in another way, and the part of a URL that a title becomes."""

from __future__ import annotations

import re
import unicodedata

SLUG_LENGTH = 80  # characters

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "’": "'", "ʼ": "'", "ß": "ss"})
_NOT_LETTERS = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """The text without case, accents, ligatures and double spaces: equal for titles that a person takes for one."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())


def slug(title: str, fallback: str) -> str:
    """The title as a readable part of a URL; letters of every script stay, `fallback` stands for none at all."""
    words = _NOT_LETTERS.sub("-", folded(title)).strip("-")
    if len(words) > SLUG_LENGTH:
        words = words[:SLUG_LENGTH].rsplit("-", 1)[0]
    return words or fallback
