"""A site in which people talk: the pages of a dataset and topics beside them, made once and kept."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import cycle, islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.accounts import identity
from auth.models import Account
from bench.datasets import (
    BATCH,
    EDITORS,
    READER,
    SPACE,
    Dataset,
    Say,
    bring_index_up_to_date,
    settings_of,
    sources,
)
from bench.prose import Prose
from wiki import clock
from wiki.access.keyring import viewer_of
from wiki.access.viewer import Viewer
from wiki.app import Site, assemble
from wiki.kinds.forum.addresses import forum_path, topic_path
from wiki.kinds.forum.commands import open_topic, reply
from wiki.kinds.forum.models import DISCUSSION, QUESTION
from wiki.kinds.pages.commands import save_page
from wiki.kinds.pages.models import Page
from wiki.parts.drafts.commands import keep_draft
from wiki.parts.feeds.commands import make_feed_key
from wiki.parts.reading.commands import mark_all_read
from wiki.parts.spaces.models import Space

LONG, POSTS = 40, 50  # topics whose view is measured, one in a hundred at most, and the posts of each
REPLIES = (0, 1, 2, 1)  # to the others, in turn
ABOUT = 4  # one topic in so many is about a page
MINE, BEGUN = 20, 3  # of whoever's home is measured: pages changed and questions asked; pages being changed

PARAGRAPH = range(40, 800)  # characters of what is taken for a paragraph
# What decides how talk is stored: a change of it makes the site anew.
TALKED_BY = ("bench/talk.py", "wiki/kinds/forum/commands/*.py", "wiki/kinds/forum/models.py")


@dataclass(frozen=True)
class Talk:
    """What of the talk is asked for: paths."""

    long: Sequence[str]  # topics of `POSTS` posts
    short: Sequence[str]  # topics of one to three posts
    topics: str  # the list
    feed: str  # of the first editor


def with_talk(
    pages: Dataset, topics: int, prose: Sequence[Prose], kept: Path, say: Say
) -> tuple[Dataset, Talk]:
    """A copy of this dataset in which there are so many topics too, made when it is not there."""
    digest = sha256(f"{pages.folder.name} {sources(TALKED_BY)}".encode()).hexdigest()[:10]
    folder = kept / f"{topics}-topics-{digest}"
    if not (folder / "talk.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(pages.folder, folder, ignore=shutil.ignore_patterns("index.stamp"))
        _make(folder, topics, prose, say)
    bring_index_up_to_date(folder, say)
    talk = json.loads((folder / "talk.json").read_text(encoding="utf-8"))
    return Dataset(pages.size, folder, pages.plan), Talk(**talk)


# ── Making it ──────────────────────────────────────────────────────────────────────────────────────


def _make(folder: Path, topics: int, prose: Sequence[Prose], say: Say) -> None:
    site = assemble(settings_of(folder / "data"))
    talkers = _Talkers(site, topics, prose, say)
    long_ones, mine = max(1, min(LONG, topics // 100)), min(MINE, topics // 4)
    first, *others = EDITORS
    short = talkers.open(topics - long_ones - mine, REPLIES, others)
    talkers.reader_catches_up()
    talkers.open(mine, REPLIES, [first])
    long = talkers.open(long_ones, (POSTS - 1,), others)
    talk = Talk(long, short[-200:], forum_path(SPACE), talkers.first_editor())
    site.database.close()
    (folder / "talk.json").write_text(json.dumps(asdict(talk), ensure_ascii=False), encoding="utf-8")


class _Talkers:
    """Fill the forum of the space, a batch of topics a transaction."""

    def __init__(self, site: Site, topics: int, prose: Sequence[Prose], say: Say) -> None:
        self._site, self._topics, self._say, self._random = site, topics, say, random.Random(topics)
        self._titles = [page.title for page in prose]
        self._paragraphs = [
            text for page in prose for text in page.markdown.split("\n\n") if len(text) in PARAGRAPH
        ]
        self._opened = 0
        with site.database.reading() as session:
            self._answerers = [_viewer(session, name) for name in EDITORS]

    def open(self, many: int, replies: Sequence[int], people: Sequence[str]) -> list[str]:
        """So many topics of these people with these numbers of replies, in turn; their paths."""
        paths: list[str] = []
        waiting = islice(cycle(replies), many)
        while batch := list(islice(waiting, BATCH)):
            self._writing(lambda session, batch=batch: paths.extend(self._batch(session, batch, people)))  # type: ignore[misc]  # a lambda that holds the loop's value
            self._say(f"{self._opened} of {self._topics} topics made")
        return paths

    def reader_catches_up(self) -> None:
        """Who reads has read what was said so far."""
        self._writing(
            lambda session: mark_all_read(
                session, _viewer(session, READER), _space(session), "topic", clock.now()
            )
        )

    def first_editor(self) -> str:
        """The first editor changes pages, begins others, and has a feed: its path."""
        keys: list[str] = []
        self._writing(lambda session: keys.append(self._work(session, _viewer(session, EDITORS[0]))))
        return f"/-/feeds/{keys[0]}.atom"

    def _batch(self, session: Session, replies: Sequence[int], people: Sequence[str]) -> list[str]:
        askers = [_viewer(session, name) for name in people]
        pages = session.scalars(select(Page).order_by(Page.id).limit(500)).all()
        return [self._topic(session, askers, self._random.choice(pages), many) for many in replies]

    def _topic(self, session: Session, askers: Sequence[Viewer], page: Page, replies: int) -> str:
        self._opened += 1
        topic = open_topic(
            session,
            self._random.choice(askers),
            _space(session),
            title=f"{self._random.choice(self._titles)[:150]} ({self._opened})",
            body=self._words(),
            purpose=DISCUSSION if self._opened % 3 == 0 else QUESTION,
            tags=[f"thème {self._random.randrange(20)}"],
            about=page if self._opened % ABOUT == 0 else None,
        )
        session.flush()
        for _ in range(replies):
            reply(session, self._random.choice(self._answerers), topic.id, body=self._words())
            session.flush()
        return topic_path(SPACE, topic.id, topic.slug)

    def _words(self) -> str:
        """One to four paragraphs."""
        return "\n\n".join(self._random.choices(self._paragraphs, k=self._random.randint(1, 4)))

    def _work(self, session: Session, actor: Viewer) -> str:
        pages = session.scalars(select(Page).order_by(Page.id).limit(MINE)).all()
        for page in pages:
            save_page(session, actor, page.id, base=page.revision_number, body=self._words(), summary="Revu")
            session.flush()
        for page in pages[:BEGUN]:
            words = {"title": page.title, "body": self._words(), "summary": ""}
            keep_draft(session, actor, f"page:{page.id}", **words, base_revision=page.revision_number)
        return make_feed_key(session, actor)

    def _writing(self, work: Callable[[Session], object]) -> None:
        with self._site.database.writing() as session:
            work(session)
            session.commit()


def _space(session: Session) -> Space:
    return session.scalars(select(Space).where(Space.slug == SPACE)).one()


def _viewer(session: Session, username: str) -> Viewer:
    account = session.scalars(select(Account).where(Account.username == username)).one()
    return viewer_of(session, identity(session, account))
