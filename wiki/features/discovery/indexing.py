"""From items to the index: after each change, and whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from sqlalchemy.orm import Session

from search.documents import Document
from search.engines.base import Engine, Reference
from search.errors import IndexUnusable
from wiki.outbox import OUTBOX, Payload
from wiki.registry import KINDS

HANDLER = "search.index"
BATCH = 200  # items loaded at a time for a whole new index


def subscribe(engine: Engine) -> None:
    """Have the index follow every kind's changes."""
    events = [event for kind in KINDS for event in kind.events]
    OUTBOX.subscribe(
        HANDLER, events, lambda session, payloads: index_changes(session, engine, payloads), writes=False
    )


def index_changes(session: Session, engine: Engine, payloads: Sequence[Payload]) -> None:
    """Bring the documents of all items that these events name up to date, in one commit of the index. An index
    that is missing, damaged or of another version is made anew: it is only a cache."""
    touched: Mapping[str, set[int]] = defaultdict(set)
    for payload in payloads:
        touched[str(payload["kind"])].update(payload["item_ids"])  # type: ignore[arg-type]
    documents: list[Document] = []
    gone: list[Reference] = []
    for name, ids in touched.items():
        kind = KINDS[name]
        items = kind.load(session, ids)
        documents += kind.documents(session, items)
        gone += [(name, item_id) for item_id in ids - {item.id for item in items}]
    try:
        engine.update(documents, gone)
    except IndexUnusable:
        rebuild(session, engine)


def every_document(session: Session) -> Iterator[Document]:
    """All that the index should hold, loaded a batch at a time."""
    for kind in KINDS:
        ids = iter(list(kind.every_id(session)))
        while batch := list(islice(ids, BATCH)):
            yield from kind.documents(session, kind.load(session, batch))
            session.expunge_all()


def rebuild(session: Session, engine: Engine, progress: Callable[[int], None] | None = None) -> int:
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
