"""Rewriting and rendering, the costly part, in processes of their own while the database writes."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

from wiki.kinds.pages.importing.links import Links
from wiki.kinds.pages.importing.plan import NewPage
from wiki.markup import Rendered, render

WORTH_A_POOL = 100  # pages; fewer are done before the processes have started
CHUNK = 16  # pages handed over at a time


@dataclass(frozen=True, slots=True)
class Prepared:
    """A new page with its text as it will be kept and shown."""

    page: NewPage
    body: str
    rendered: Rendered


def prepare(pages: Sequence[NewPage], links: Links) -> Iterator[Prepared]:
    """The pages, in order, prepared. The caller holds no open connection when the first is asked for: processes
    are forked then."""
    processes = len(os.sched_getaffinity(0))
    if len(pages) < WORTH_A_POOL or processes < 2:
        yield from map(partial(_prepared, links), pages)
        return
    pool = ProcessPoolExecutor(
        processes, mp_context=multiprocessing.get_context("fork"), initializer=_begin, initargs=(links,)
    )
    try:
        yield from pool.map(_prepared_apart, pages, chunksize=CHUNK)
    finally:
        pool.shutdown(cancel_futures=True)


_THIS: list[Links] = []  # in a process of the pool: the links of its import


def _begin(links: Links) -> None:
    """The first thing in a process of the pool."""
    _THIS.append(links)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Nobody would ever tell a process of the pool that the import was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _prepared_apart(page: NewPage) -> Prepared:
    return _prepared(_THIS[-1], page)


def _prepared(links: Links, page: NewPage) -> Prepared:
    body = links.rewritten(page.source)
    return Prepared(page, body, render(body, language=page.language, once=True))
