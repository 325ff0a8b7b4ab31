"""What Whoosh keeps of a document.

Whoosh is asked for what it does well: a term dictionary, posting lists with a weight and a payload, columns, merging,
commits. Analysis and ranking are the package's own, so its analyzers, parser and scorers are not used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from whoosh import columns, fields, formats
from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher

from search.documents import Document
from search.postings import packed, unpacked
from search.ranking import terms_of
from search.snippets import one_line

FORMAT = 5  # of all that stands in the folder: another number asks for a reindex
TEXT = columns.CompressedBytesColumn()


class Weights(formats.Format):
    """A weight and no payload."""

    posting_size = 0


class WeightsAndPositions(formats.Format):
    """A weight, and packed positions. Payloads that tell their own length are joined in a block like ones of a fixed
    size, since a thousand of them as one value are read ten times as quickly as apart."""

    posting_size = 1


class Matcher(W3LeafMatcher):
    """Reads blocks of these formats; Whoosh reads single postings only when it merges."""

    def _read_values(self) -> None:
        if self._data is None:
            self._read_data()
        joined = self._data[2]
        self._values = [packed(found) for found in unpacked(joined)] if joined else [b""] * self._blocklength


class Codec(W3Codec):
    """Whoosh's own files, read by the matcher above; field lengths are not kept, for weights hold them."""

    length_stats = False

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: formats.Format, term: Any = None, scorer: Any = None
    ) -> Matcher:
        """The matcher of one term."""
        offset, length = terminfo.extent()
        return Matcher(dbfile, offset, length, format_, term=term, scorer=scorer)


class Terms(fields.FieldType):
    """A field whose value is already terms: a mapping of term → (weight, payload)."""

    def __init__(self, kept: formats.Format) -> None:
        super().__init__(kept, None)

    def index(
        self, value: Mapping[str, tuple[float, bytes]], **_: Any
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        """(term, frequency, weight, payload) of each term."""
        for term, (weight, payload) in value.items():
            yield term.encode(), 1, weight, payload


SCHEMA = fields.Schema(
    reference=Terms(Weights()),
    stems=Terms(WeightsAndPositions()),
    surfaces=Terms(Weights()),
    titles=Terms(Weights()),
    record=fields.STORED(),
    text=fields.COLUMN(TEXT),
    changed=fields.COLUMN(columns.NumericColumn("I")),
    number=fields.COLUMN(columns.NumericColumn("q")),
    **{
        fact: fields.COLUMN(columns.RefBytesColumn())
        for fact in ("kind", "space", "tags", "authors", "state")
    },
    readers=fields.COLUMN(columns.RefBytesColumn()),
)


def fields_of(document: Document) -> dict[str, Any]:
    """The document as keyword arguments of Whoosh's add_document."""
    terms = terms_of(document)
    changed = document.updated_at or document.created_at
    return {
        "reference": {reference(document.kind, document.id): (1.0, b"")},
        "stems": {stem: (weight, packed(terms.positions[stem])) for stem, weight in terms.stems.items()},
        "surfaces": {surface: (weight, b"") for surface, weight in terms.surfaces.items()},
        "titles": {term: (float(size), b"") for term, size in terms.titles.items()},
        "record": (document.kind, document.id, document.title, document.space),
        "text": one_line(document.body).encode(errors="replace"),
        "changed": max(0, int(changed.timestamp())) if changed else 0,
        "number": document.id,
        "kind": joined((document.kind,)),
        "space": joined((document.space,) if document.space else ()),
        "tags": joined(document.tags),
        "authors": joined(document.authors),
        "state": joined((document.state,) if document.state else ()),
        "readers": joined(tuple(sorted(document.readers))),
    }


def reference(kind: str, number: int) -> str:
    """The term that names one document."""
    return f"{kind}:{number}"


def joined(values: tuple[str, ...]) -> bytes:
    """Several words as one value of a column."""
    return "\n".join(value.replace("\n", " ") for value in values).encode(errors="replace")


def apart(value: bytes) -> tuple[str, ...]:
    """The words that were joined."""
    return tuple(value.decode().split("\n")) if value else ()
