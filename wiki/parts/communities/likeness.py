"""Communities that are about the same as one that somebody is about to open (M-34)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from search.analysis import EVERY_STOP_WORD, folded, normalized, stems, words
from wiki.parts.communities.queries import Listed

MOST = 5  # that are shown
ALIKE = 0.5  # of the words of a title, or of what it is for, that two communities share
FEW = 3  # words of purpose under which sharing them says nothing
SHORT = 3  # letters of a word that says nothing


def similar(
    listed: Iterable[Listed], title: str, purpose: str, domain: str, language: str
) -> Sequence[Listed]:
    """Those of these communities whose title, purpose or domain say about the same, the nearest first."""
    wanted = _terms(title, language), _terms(f"{purpose} {domain}", language)
    near = [(_likeness(wanted, one), one) for one in listed]
    found = sorted(
        (pair for pair in near if pair[0] >= ALIKE), key=lambda pair: (-pair[0], pair[1].title_key)
    )
    return [one for _, one in found[:MOST]]


def _likeness(wanted: tuple[frozenset[str], frozenset[str]], one: Listed) -> float:
    titles = _shared(wanted[0], _terms(one.title, one.language), least=1)
    purposes = _shared(wanted[1], _terms(f"{one.purpose} {one.domain}", one.language), least=FEW)
    return max(titles, purposes)


def _shared(these: frozenset[str], those: frozenset[str], *, least: int) -> float:
    """How much of the smaller one of two sets of terms is in the other."""
    smaller = min(len(these), len(those))
    return len(these & those) / smaller if smaller >= least else 0.0


def _terms(text: str, language: str) -> frozenset[str]:
    """The first stem of each word that says something."""
    parts = (part for word in words(normalized(text)) for part in word.parts)
    telling = (part for part in parts if len(part) > SHORT and folded(part) not in EVERY_STOP_WORD)
    return frozenset(stemmed[0] for part in telling if (stemmed := stems(part, language[:2])))
