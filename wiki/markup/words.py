"""The few words that rendering adds to an author's text, in the language of that text.

They are part of the stored HTML, so they follow the page's language and not the reader's: catalogues of the
interface, which follow the reader, cannot serve here.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Words:
    """What a page says around its author's words. `callouts` gives the title of each kind of callout."""

    table: str
    done: str
    to_do: str
    notes: str
    note: str
    back: str
    unrendered: str
    callouts: MappingProxyType[str, str]


FRENCH = Words(
    table="Tableau {n}",
    done="Fait",
    to_do="À faire",
    notes="Notes",
    note="Note {n}",
    back="Retour au texte",
    unrendered="Ce texte est trop complexe pour être mis en forme; le voici tel qu’il a été écrit.",
    callouts=MappingProxyType(
        {
            "note": "Note",
            "tip": "Conseil",
            "important": "Important",
            "warning": "Avertissement",
            "caution": "Attention",
        }
    ),
)

ENGLISH = Words(
    table="Table {n}",
    done="Done",
    to_do="To do",
    notes="Notes",
    note="Note {n}",
    back="Back to the text",
    unrendered="This text is too complex to be laid out; here it is as it was written.",
    callouts=MappingProxyType(
        {"note": "Note", "tip": "Tip", "important": "Important", "warning": "Warning", "caution": "Caution"}
    ),
)


def words_of(language: str) -> Words:
    """The words for a page in `language` (a tag such as "fr" or "en-CA"); French unless it is English."""
    return ENGLISH if language.lower().startswith("en") else FRENCH
