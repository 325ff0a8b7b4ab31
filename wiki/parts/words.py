"""Words as they are kept and as keys: a line cleaned, the same title typed in another way, a title in a URL."""

from __future__ import annotations

import re
import unicodedata

KEY_LENGTH = 400  # characters; one letter may be folded into several
SLUG_LENGTH = 80  # characters

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "’": "'", "ʼ": "'", "ß": "ss"})
_NOT_LETTERS = re.compile(r"[\W_]+")
_NUMBER = re.compile("(0*)([1-9][0-9]*|0)")
# Between letters of some scripts and within some signs, these two say how to write them.
_JOINERS = "\u200c\u200d"
# What no text holds: controls, the halves of a character that came alone, what is not a character.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def clean_line(text: str, limit: int | None = None) -> str:
    """The text as one line that a database and a page can hold: composed letters, single spaces, nothing invisible.
    It is cut at `limit` characters."""
    composed = unicodedata.normalize("NFC", text)
    shown = "".join(map(_shown, composed))
    return " ".join(shown.split())[:limit].rstrip()


def clean_text(text: str) -> str:
    """The text without the characters that nothing readable is written with; lines and spaces stay."""
    return _UNPRINTABLE.sub("", text)


def folded(text: str) -> str:
    """The text without case, accents, ligatures and double spaces: equal for titles that a person takes for one."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    bare = "".join(
        letter
        for letter in plain
        if not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf"
    )
    return " ".join(bare.casefold().split())[:KEY_LENGTH]


def in_order(key: str) -> str:
    """A folded title in whose order numbers stand by their size, chapter 2 before chapter 10. No two that differ get
    the same."""
    return _NUMBER.sub(_by_size, key)[:KEY_LENGTH]


def slug(title: str, fallback: str) -> str:
    """The title as a readable part of a URL; letters of every script stay, `fallback` stands for none at all."""
    words = _NOT_LETTERS.sub("-", folded(title)).strip("-")
    if len(words) > SLUG_LENGTH:
        words = words[:SLUG_LENGTH].rsplit("-", 1)[0]
    return words or fallback


def _by_size(number: re.Match[str]) -> str:
    zeros, digits = number.groups()
    return f"{len(digits):02}{digits}" + (f"~{len(zeros)}" if zeros else "")


def _shown(letter: str) -> str:
    category = unicodedata.category(letter)
    if category == "Cc":
        return " "
    return "" if category == "Cs" or (category == "Cf" and letter not in _JOINERS) else letter
