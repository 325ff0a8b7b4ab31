"""The worker, then the whole server, is killed in the middle of a load of saves: nothing is lost, nothing is done
twice, and the index says what the database says."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from threading import Event

from sqlalchemy import func, select

from search.language import parse
from tests.factories import Cast
from tests.server import HttpVisitor, serving, wait_until
from wiki import outbox
from wiki.features.discovery import indexing
from wiki.kinds.pages.kind import check
from wiki.kinds.pages.models import Page
from wiki.parts.links.models import Link
from wiki.parts.revisions.models import Revision

WRITERS = 4


@dataclass
class Writer:
    """Saves a page of their own again and again, each time with another word; renames another now and then."""

    visitor: HttpVisitor
    space: str
    number: int
    sent: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    base: int = 1

    def work(self, stop: Event) -> None:
        with suppress(ConnectionError, HTTPException):  # the server is gone: so is the connection
            while not stop.is_set():
                self._save()
                if self.number == 0 and len(self.sent) % 4 == 0:
                    self._rename()

    def _save(self) -> None:
        word = f"mot{self.number}x{len(self.sent)}y"
        self.sent.append(word)
        fields = {"title": f"Carnet {self.number}", "language": "fr-CA", "base_revision": str(self.base)}
        answer = self.visitor.post(
            f"/{self.space}/carnet-{self.number}/-/edit", {**fields, "body": f"{word}.\n"}
        )
        assert answer.status == 303, answer.text[:300]
        self.taken.append(word)
        self.base += 1

    def _rename(self) -> None:
        """To the old address, which goes on leading to the page."""
        answer = self.visitor.post(f"/{self.space}/cible/-/move", {"title": f"Cible {len(self.sent)}"})
        assert answer.status == 303, answer.text[:300]


def saved(writers: list[Writer], works: list[Future[None]], number: int) -> None:
    """Return when so many saves of each were taken."""

    def enough() -> bool:
        for work in works:
            if work.done():
                work.result()
        return all(len(writer.taken) >= number for writer in writers)

    wait_until(enough)


def written(cast: Cast, number: int) -> list[str]:
    """The words in the history of a notebook, oldest first."""
    with cast.site.database.reading() as session:
        page_id = select(Page.id).where(Page.slug == f"carnet-{number}").scalar_subquery()
        bodies = select(Revision.body).where(Revision.item_id == page_id, Revision.what == "edited")
        return [body.strip(".\n") for body in session.scalars(bodies.order_by(Revision.number))]


def quiet(cast: Cast) -> bool:
    with cast.site.database.reading() as session:
        return not outbox.waiting(session) and not outbox.dead_letters(session)


def found(cast: Cast, word: str) -> int:
    return cast.site.engine.search(parse(word, "fr"), None).total


def test_killed_at_any_moment(cast: Cast) -> None:
    pages = [cast.page(f"Carnet {number}") for number in range(WRITERS)]
    target = cast.page("Cible")
    guides = [cast.page(f"Guide {number}", "Voir [[Cible]].\n") for number in range(30)]
    with serving(cast.site.settings) as server:
        writers = [Writer(server.visitor("bob"), cast.space, number) for number in range(len(pages))]
        stop = Event()
        with ThreadPoolExecutor(WRITERS) as threads:
            works = [threads.submit(writer.work, stop) for writer in writers]
            try:
                saved(writers, works, 4)
                server.kill_worker()
                saved(writers, works, 10)
            finally:
                server.kill()
                stop.set()
        for work in works:
            work.result()
    with serving(cast.site.settings):
        wait_until(lambda: quiet(cast))
    for writer in writers:
        kept = written(cast, writer.number)
        assert not [word for word, times in Counter(kept).items() if times > 1]
        assert set(writer.taken) <= set(kept) <= set(writer.sent)
        assert found(cast, kept[-1]) == 1
        assert found(cast, kept[-2]) == 0
    with cast.site.database.reading() as session:
        assert list(check(session)) == []
        assert indexing.differences(session, cast.site.engine) == (set(), set())
        title = session.get_one(Page, target.id).title
        assert title != "Cible"
        for guide in guides:
            page = session.get_one(Page, guide.id)
            assert session.get_one(Revision, page.revision_id).body == f"Voir [[{title}]].\n"
        leading = select(func.count()).where(Link.target_id == target.id, Link.title == title)
        assert session.scalar(leading) == len(guides)
