"""French and English text into index terms: folded, lightly stemmed, identifiers kept whole. Pure.

A word gives *stems* (what most questions match) and *surfaces* (the word as written, folded: phrases, prefixes,
corrections). Folding and stemming do not commute in French: stemming first loses a quarter of the words typed
without accents, folding first tears participles apart (employé, employée). So a document carries both forms at one
position and a question needs only the one of the word as typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

LANGUAGES = ("fr", "en")

# Short on purpose: words such as été, est, son, sur, as, ton also name things, and a common word costs little.
_FRENCH = "a au aux ce ces cette d dans de des du en et l la le les ou par pour qu que qui un une"
_ENGLISH = "a an and by for in is of or that the to with"
STOP_WORDS = {"fr": frozenset(_FRENCH.split()), "en": frozenset(_ENGLISH.split())}
EVERY_STOP_WORD = frozenset().union(*STOP_WORDS.values())

MAX_WORD = 64  # letters; what is longer is a hash or a picture in base64, and is cut

_SPELLINGS = [*((quote, "'") for quote in "’ʼ‘′"), *((hyphen, "-") for hyphen in "‑‐")]  # one for one
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ﬁ": "fi", "ﬂ": "fl"})
_WORD = re.compile(r"[^\W\d_](?:\+\+|#)(?!\w)|\w+(?:['.\-/]\w+|(?<=\d),(?=\d)\d+)*")
_ELISION = re.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=\w)", re.IGNORECASE)
_PIECES = re.compile(r"[^\W_]+")
_HUMPS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[^\WA-Z\d_]+|[A-Z]+|\d+")
_CAMEL = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]{2}")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: what it is made of, one position each, and the `whole` when that is several parts."""

    parts: tuple[str, ...]
    whole: str = ""

    @property
    def is_identifier(self) -> bool:
        """Whether its parts say little alone, as in C-11 or A2-015."""
        return bool(self.whole) and not all(part.isalpha() and len(part) > 1 for part in self.parts)


def composed(text: str) -> str:
    """The text in composed form and without soft hyphens: it looks as it did."""
    return unicodedata.normalize("NFC", text).replace("\u00ad", "")


def with_plain_signs(text: str) -> str:
    """The text with plain apostrophes and hyphens, letter for letter."""
    for spelling, usual in _SPELLINGS:
        text = text.replace(spelling, usual)  # ten times as quick as str.translate, which is for short texts
    return text


def normalized(text: str) -> str:
    """The text as words are found in it: composed, with plain apostrophes and hyphens."""
    return with_plain_signs(composed(text))


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """Lower case without accents or ligatures."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES).casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words(text: str) -> Iterator[Word]:
    """The words of a normalized text, in order. Elided articles are dropped; compounds keep their parts."""
    return map(_word, _WORD.findall(text))


@lru_cache(maxsize=8192)
def _word(typed: str) -> Word:
    while elision := _ELISION.match(typed):
        typed = typed[elision.end() :]
    typed = typed[:MAX_WORD]
    if typed.endswith(("++", "#")):
        return Word((typed,))
    parts: list[str] = []
    for piece in _PIECES.findall(typed):
        parts.extend(_HUMPS.findall(piece) if _CAMEL.search(piece) else [piece])
    if len(parts) < 2:
        return Word(tuple(parts) or (typed,))
    return Word(tuple(parts), typed.replace(",", ".").replace("'", "").replace("/", "-"))


@lru_cache(maxsize=8192)
def stems(part: str, language: str) -> tuple[str, ...]:
    """The terms under which a document keeps this word: stemmed then folded, folded then stemmed, acronyms as they are.
    Empty for a stop word of that language."""
    plain = folded(part)
    if plain in STOP_WORDS.get(language, frozenset()):
        return ()
    forms = {folded(_stemmed(_lowered(part), language)), _stemmed(plain, language)}
    if part.isupper() and len(part) > 1:
        forms.add(plain)
    return tuple(sorted(_marked(form, language) for form in forms))


@lru_cache(maxsize=1024)
def asked_stems(part: str) -> tuple[str, ...]:
    """The terms by which a typed word is looked up: one form a language, since documents hold both."""
    return tuple(_marked(folded(_stemmed(_lowered(part), language)), language) for language in LANGUAGES)


def _lowered(part: str) -> str:
    return part.translate(_LIGATURES).lower()


def _marked(stem: str, language: str) -> str:
    """Stems of different languages are different terms: what English makes of a French word means nothing."""
    return stem if language == LANGUAGES[0] else f"{stem}/{language}"


@lru_cache(maxsize=1)
def _stemmers() -> dict[str, Stemmer.Stemmer]:
    return {"fr": Stemmer.Stemmer("french"), "en": Stemmer.Stemmer("english")}


def _stemmed(word: str, language: str) -> str:
    """The stem; words with a digit and very short ones stay as they are."""
    if len(word) < 4 or not word.isalpha():
        return word
    stemmer = _stemmers().get(language)
    stem = str(stemmer.stemWord(word)) if stemmer else word
    if language == "fr" and stem.endswith(
        ("eux", "oux")
    ):  # vœux, jeux, bijoux: the stemmer leaves their plural
        return stem[:-1]
    return stem
