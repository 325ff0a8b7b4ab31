"""The engine that the wiki uses: writes batches, reads snapshots, rebuilds beside the old index."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex, LockError
from whoosh.reading import TermNotFound
from whoosh.writing import SegmentWriter

from search import matching
from search.documents import Document, Query, Results, Suggestion
from search.engines.base import Reference
from search.engines.whoosh.folder import Folder
from search.engines.whoosh.reading import Segment, WhooshSnapshot
from search.engines.whoosh.schema import SCHEMA, Codec, fields_of, reference
from search.errors import IndexBusy, IndexUnusable

LOOK_EVERY = 0.1  # seconds between two looks at whether another process has written
PATIENCE = 10.0  # seconds that a writer waits for another
MEMORY_MB = (
    8  # postings that a writer holds before they go to disk: more is no quicker, and stays with the process
)
_NAME = "MAIN"


class WhooshEngine:
    """An index in a folder. Threads of a process share one; each process has its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = Folder(folder)
        self._lock = threading.Lock()  # Whoosh's files have one position each
        self._snapshot: WhooshSnapshot | None = None
        self._segments: dict[str, Segment] = {}
        self._stamp: tuple[int, Path, int] | None = None
        self._looked = 0.0

    def update(self, documents: Iterable[Document], gone: Iterable[Reference] = ()) -> None:
        """Put these documents in place of the ones of the same reference, and take `gone` out: one commit.

        IndexUnusable when there is no index; IndexBusy when another process writes for too long."""
        documents, gone = list(documents), list(gone)
        with self._folder.writing(PATIENCE):
            _write(self._folder.current(), documents, gone)
            if self._folder.is_rebuilding():
                self._folder.note((documents, gone))
        self._looked = 0.0

    def rebuild(self, documents: Iterable[Document], progress: Callable[[int], None] | None = None) -> int:
        """Build a new index beside the old, swap when it is whole, and return how many documents it holds.

        What others write meanwhile goes into both. IndexBusy when a rebuild is already under way."""
        with self._folder.rebuilding(), self._folder.new() as folder:
            count = _write_all(folder, documents, progress)
            with self._folder.writing(PATIENCE):
                for changed, gone in self._folder.noted():
                    _write(folder, changed, gone)
                self._folder.use(folder)
        self._looked = 0.0
        return count

    def search(
        self, query: Query, readers: frozenset[str] | None, *, limit: int = 10, offset: int = 0
    ) -> Results:
        """The documents that answer, among those that one of `readers` opens. IndexUnusable when there is no index."""
        with self._lock:
            return matching.search(self._current(), query, readers, limit, offset)

    def suggest(
        self, typed: str, readers: frozenset[str] | None, *, limit: int = 8
    ) -> tuple[Suggestion, ...]:
        """Titles that hold every word typed, the last one as a prefix; accents and case do not matter."""
        with self._lock:
            return matching.suggest(self._current(), typed, readers, limit)

    def references(self) -> frozenset[Reference]:
        """All that the index holds."""
        with self._lock:
            return self._current().references()

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._snapshot, self._segments, self._stamp = None, {}, None

    def _current(self) -> WhooshSnapshot:
        """The newest snapshot, looked for again at most every LOOK_EVERY seconds."""
        now = time.monotonic()
        if self._snapshot is None or now - self._looked >= LOOK_EVERY or self._forked():
            self._snapshot = self._newest()
            self._looked = now
        return self._snapshot

    def _forked(self) -> bool:
        return self._stamp is None or self._stamp[0] != os.getpid()

    def _newest(self) -> WhooshSnapshot:
        for attempt in range(5):  # a writer may remove files between two looks
            try:
                return self._opened()
            except Exception as error:  # Whoosh raises anything on damaged files, bare Exception included
                if attempt == 4:
                    raise IndexUnusable from error
                time.sleep(0.01 * attempt)
        raise IndexUnusable

    def _opened(self) -> WhooshSnapshot:
        folder = self._folder.current()
        storage = _storage(folder)
        stamp = (os.getpid(), folder, TOC._latest_generation(storage, _NAME))
        if stamp == self._stamp and self._snapshot is not None:
            return self._snapshot
        if self._stamp is None or stamp[:2] != self._stamp[:2]:
            self._segments = {}  # a forked process shares the positions of its parent's files
        listed = [
            found for found in TOC.read(storage, _NAME, schema=SCHEMA).segments if found.doc_count_all()
        ]
        segments = {s.segid: self._segments.get(s.segid) or Segment(storage, s) for s in listed}
        snapshot = WhooshSnapshot([(segments[s.segid], frozenset(s.deleted_docs())) for s in listed])
        self._segments, self._stamp = segments, stamp
        return snapshot


def _write_all(folder: Path, documents: Iterable[Document], progress: Callable[[int], None] | None) -> int:
    """Make an index of these documents in an empty folder."""
    FileIndex.create(_storage(folder), SCHEMA)
    count = 0
    with _commit(folder, merge=False) as writer:
        for count, document in enumerate(documents, 1):
            writer.add_document(**fields_of(document))
            if progress:
                progress(count)
    return count


def _write(folder: Path, documents: Iterable[Document], gone: Iterable[Reference]) -> None:
    """One commit. A document that comes twice is kept as it came last."""
    latest = {(document.kind, document.id): document for document in documents}
    with _commit(folder) as writer:
        _delete(writer, {*latest, *gone})
        for document in latest.values():
            writer.add_document(**fields_of(document))


@contextlib.contextmanager
def _commit(folder: Path, *, merge: bool = True) -> Iterator[Any]:
    """A writer whose changes are all kept, or none of them."""
    try:
        index = FileIndex(_storage(folder), SCHEMA)
        writer = SegmentWriter(
            index, limitmb=MEMORY_MB, compound=False, codec=Codec(compression=0), timeout=PATIENCE
        )
    except LockError as error:
        raise IndexBusy from error
    except Exception as error:  # as above
        raise IndexUnusable from error
    try:
        yield writer
    except BaseException:
        writer.cancel()
        raise
    writer.commit(merge=merge)


def _delete(writer: Any, references: Iterable[Reference]) -> None:
    """Whoosh's own update_document opens a searcher for each document: one reader for all is 20 times as quick."""
    reader = writer.reader()
    for kind, number in references:
        with contextlib.suppress(TermNotFound):
            for place in list(reader.postings("reference", reference(kind, number)).all_ids()):
                writer.delete_document(place)
    reader.close()


def _storage(folder: Path) -> FileStorage:
    """Plain files: Whoosh copies what it maps into each process's own memory."""
    return FileStorage(str(folder), supports_mmap=False)
