"""What Whoosh keeps of a document.

Whoosh is asked for what it does well: a term dictionary, posting lists with a weight and a payload, columns, merging,
commits. Analysis and ranking are the package's own, so its analyzers, parser and scorers are not used.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from typing import Any

from whoosh import columns, fields, formats
from whoosh.codec.whoosh3 import W3Codec

from search.analysis import normalized
from search.documents import Document
from search.ranking import terms_of

FORMAT = 2  # of all that stands in the folder: another number asks for a reindex
TEXT = columns.CompressedBytesColumn()

_Payload = tuple[float, bytes]


class WeighedTerms(fields.FieldType):
    """A field whose value is already terms: a mapping of term → (weight, payload)."""

    def __init__(self, payload: formats.Format) -> None:
        super().__init__(payload, None)

    def index(self, value: Mapping[str, _Payload], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """(term, frequency, weight, payload) of each term."""
        for term, (weight, payload) in value.items():
            yield term.encode(), 1, weight, payload


SCHEMA = fields.Schema(
    reference=WeighedTerms(formats.Existence()),
    stems=WeighedTerms(formats.Positions()),
    surfaces=WeighedTerms(formats.Existence()),
    titles=WeighedTerms(formats.Existence()),
    record=fields.STORED(),
    text=fields.COLUMN(TEXT),
    changed=fields.COLUMN(columns.NumericColumn("I")),
    number=fields.COLUMN(columns.NumericColumn("q")),
    **{
        fact: fields.COLUMN(columns.RefBytesColumn())
        for fact in ("kind", "space", "tags", "authors", "state")
    },
    readers=fields.COLUMN(columns.RefBytesColumn()),
    language=fields.COLUMN(columns.RefBytesColumn()),
)


def codec() -> W3Codec:
    """Blocks of a thousand postings instead of 128, since lists are read whole; no statistics of field lengths."""
    made = W3Codec(blocklimit=1024)
    made.length_stats = False
    return made


def fields_of(document: Document) -> dict[str, Any]:
    """The document as keyword arguments of Whoosh's add_document."""
    terms = terms_of(document)
    changed = document.updated_at or document.created_at
    return {
        "reference": {reference(document.kind, document.id): (1.0, b"")},
        "stems": {
            stem: (weight, array("H", terms.positions[stem]).tobytes())
            for stem, weight in terms.stems.items()
        },
        "surfaces": {surface: (weight, b"") for surface, weight in terms.surfaces.items()},
        "titles": {term: (float(size), b"") for term, size in terms.titles.items()},
        "record": (document.kind, document.id, document.title, document.space),
        "text": " ".join(normalized(document.body).split()).encode(errors="replace"),
        "changed": max(0, int(changed.timestamp())) if changed else 0,
        "number": document.id,
        "kind": packed((document.kind,)),
        "space": packed((document.space,) if document.space else ()),
        "tags": packed(document.tags),
        "authors": packed(document.authors),
        "state": packed((document.state,) if document.state else ()),
        "readers": packed(tuple(sorted(document.readers))),
        "language": packed((document.language,)),
    }


def reference(kind: str, number: int) -> str:
    """The term that names one document."""
    return f"{kind}:{number}"


def packed(values: tuple[str, ...]) -> bytes:
    """Several words as one value of a column."""
    return "\n".join(value.replace("\n", " ") for value in values).encode(errors="replace")


def unpacked(value: bytes) -> tuple[str, ...]:
    """The words that were packed."""
    return tuple(value.decode().split("\n")) if value else ()
