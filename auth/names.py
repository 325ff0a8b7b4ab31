"""Names as they are compared: what people type, folded so that what looks the same is the same."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart, as people type them without the special key.
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})

# What LDAP's string preparation (RFC 4518) maps to nothing, beside control and format characters.
_MAPPED_TO_NOTHING = {0x034F, 0xFFFC, *range(0x180B, 0x180E), *range(0xFE00, 0xFE10)}


def username_key(text: str) -> str:
    """What is typed to sign in, as a directory compares it: counters and look-ups then see one name, not many."""
    kept = (
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFKC", text)
        if character.isspace() or not _invisible(character)
    )
    return unicodedata.normalize("NFKC", " ".join("".join(kept).split()).casefold())


def name_key(text: str) -> str:
    """A name without accents, case or punctuation: "Lévesque-D'Amours" is "levesque d amours"."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    plain = (character for character in folded if not unicodedata.combining(character))
    return " ".join("".join(character if character.isalnum() else " " for character in plain).split())


def printable(text: str, limit: int) -> str:
    """Text that a database and a page can hold: no control characters, spaces single, cut at `limit` characters."""
    kept = (" " if character.isspace() else character for character in unicodedata.normalize("NFC", text))
    clean = "".join(character for character in kept if unicodedata.category(character) not in ("Cc", "Cs"))
    return " ".join(clean.split())[:limit].strip()


def _invisible(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs") or ord(character) in _MAPPED_TO_NOTHING
