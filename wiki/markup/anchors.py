"""From words to the identifiers of sections."""

from __future__ import annotations

import re
import unicodedata

PREFIX = "c-"  # no identifier made of an author's words can take the place of one of the site's own
_MAX_LENGTH = 80
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ß": "ss"})
_SEPARATORS = re.compile(r"[\W_]+")


def heading_id(text: str, prefix: str = PREFIX) -> str:
    """The identifier of the first section titled `text`: its words without accents, joined by hyphens.

    Letters that have no unaccented form (other alphabets) are kept, so that they can be linked to as well.
    """
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    slug = _SEPARATORS.sub("-", letters).strip("-")[:_MAX_LENGTH].rstrip("-")
    return prefix + (slug or "section")


class Identifiers:
    """The identifiers already given in one document: each is given once."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def take(self, text: str) -> str:
        """A new identifier for a section titled `text`; namesakes are numbered from 2."""
        first = candidate = heading_id(text, self._prefix)
        number = self._next.get(first, 1)
        while candidate in self._taken:
            number += 1
            candidate = f"{first}-{number}"
        self._next[first] = number
        self._taken.add(candidate)
        return candidate
