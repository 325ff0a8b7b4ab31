"""From items to the index: after each change, and whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from sqlalchemy.orm import Session

from search.documents import Document
from search.engines.base import Engine, Reference
from search.errors import IndexUnusable
from wiki.outbox import OUTBOX, Payload
from wiki.registry import KINDS, Kind

HANDLER = "search.index"
BATCH = 200  # items loaded at a time

Progress = Callable[[int], None]


def subscribe(engine: Engine, progress: Progress | None = None) -> None:
    """Have the index follow every kind's changes; `progress` is told how many documents of a whole new index
    are done."""
    events = [event for kind in KINDS for event in kind.events]

    def index(session: Session, payloads: Sequence[Payload]) -> None:
        index_changes(session, engine, payloads, progress)

    OUTBOX.subscribe(HANDLER, events, index, writes=False)


def index_changes(
    session: Session, engine: Engine, payloads: Sequence[Payload], progress: Progress | None = None
) -> None:
    """Bring the documents of all items that these events name up to date, in one commit of the index. An index
    that is missing, damaged or of another version is made anew: it is only a cache. So is one of which most
    changes, as after an import: that costs less."""
    touched: dict[str, set[int]] = defaultdict(set)
    for payload in payloads:
        touched[str(payload["kind"])].update(payload["item_ids"])  # type: ignore[arg-type]  # JSON
    changes = sum(map(len, touched.values()))
    if changes > BATCH and changes > count(session) / 2:
        rebuild(session, engine, progress)
        return
    documents: list[Document] = []
    gone: list[Reference] = []
    for name, ids in touched.items():
        found = list(_documents(session, KINDS[name], sorted(ids)))
        documents += found
        gone += [(name, item_id) for item_id in ids - {document.id for document in found}]
    try:
        engine.update(documents, gone)
    except IndexUnusable:
        rebuild(session, engine, progress)


def every_document(session: Session) -> Iterator[Document]:
    """All that the index should hold, loaded a batch at a time."""
    for kind in KINDS:
        yield from _documents(session, kind, list(kind.every_id(session)))


def _documents(session: Session, kind: Kind, ids: Sequence[int]) -> Iterator[Document]:
    """The documents of those of these items that are there to be found."""
    left = iter(ids)
    while batch := list(islice(left, BATCH)):
        yield from kind.documents(session, kind.load(session, batch))
        session.expunge_all()


def rebuild(session: Session, engine: Engine, progress: Progress | None = None) -> int:
    """Build the index anew beside the one that serves; returns how many documents it holds."""
    return engine.rebuild(every_document(session), progress)


def differences(session: Session, engine: Engine) -> tuple[set[Reference], set[Reference]]:
    """What the index lacks, and what it holds too much."""
    wanted: set[Reference] = {(kind.name, item_id) for kind in KINDS for item_id in kind.every_id(session)}
    held = engine.references()
    return wanted - held, set(held - wanted)


def count(session: Session) -> int:
    """How many documents a whole index will hold."""
    return sum(1 for kind in KINDS for _ in kind.every_id(session))
