"""Sites of a given size, made once through the wiki's own commands and kept for the next run."""

from __future__ import annotations

import json
import random
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import delete
from sqlalchemy.orm import Session

from auth.accounts import create_local_account
from auth.identity import account_word
from bench.prose import Library, Prose
from wiki import clock
from wiki.access.roles import CONSULTATION, FUNCTIONAL
from wiki.access.viewer import operator
from wiki.app import Site, assemble
from wiki.config import Settings
from wiki.features.discovery import indexing
from wiki.kinds.pages.commands import create_page, save_page
from wiki.kinds.pages.models import Page
from wiki.migrations import upgrade
from wiki.outbox import Delivery
from wiki.parts.spaces.commands import open_space, set_role
from wiki.parts.spaces.models import Space

READER = "lectrice"
EDITORS = tuple(f"redaction-{number}" for number in range(1, 9))
PASSWORD = "un mot de passe d’essai"
SECRET = SecretStr("for measuring alone, and long enough for it")
SPACE = "mesures"

SMALL, LARGE = 5_000, 50_000  # bytes of the texts whose view is measured
REVISIONS = 200
CHILDREN = 12  # pages under one page of the tree
BATCH = 200  # pages made in one transaction
ASKED = 500  # searches kept of each sort

ROOT = Path(__file__).parent.parent
# What decides how a page is stored, and what decides how it is indexed: a change of either makes the data anew.
STORED_BY = (
    "bench/prose.py",
    "bench/datasets.py",
    "wiki/migrations/versions/*.py",
    "wiki/**/models.py",
    "auth/models.py",
    "wiki/markup/*.py",
)
INDEXED_BY = ("search/**/*.py", "wiki/kinds/*/documents.py")

Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What of a dataset is asked for: paths of pages, and words to search."""

    small: Sequence[str]
    large: Sequence[str]
    any: Sequence[str]  # pages of every size, as they come
    revised: str  # has `REVISIONS` revisions
    titles: Sequence[str]
    searches: Mapping[str, Sequence[str]]  # sort → queries


@dataclass(frozen=True)
class Dataset:
    """A site's data folder, and what to ask of it."""

    size: int  # pages
    folder: Path
    plan: Plan

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @contextmanager
    def copied(self, scratch: Path) -> Iterator[Path]:
        """A copy of the data that may be written to, gone afterwards."""
        copy = scratch / f"run-{secrets.token_hex(4)}"
        shutil.copytree(self.data, copy)
        try:
            yield copy
        finally:
            shutil.rmtree(copy, ignore_errors=True)


def dataset(size: int, prose: Sequence[Prose], kept: Path, say: Say) -> Dataset:
    """The site of `size` pages of this prose, from the folder where they are kept, made when it is not there."""
    folder = kept / f"{size}-{_digest(prose)}"
    if not (folder / "plan.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        _make(folder, size, prose, say)
    bring_index_up_to_date(folder, say)
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    return Dataset(size, folder, Plan(**plan))


def settings_of(data: Path) -> Settings:
    """The defaults on these data, whatever relais.toml or the environment say: nothing else is touched."""
    return Settings.model_validate({"data": data, "secret_key": SECRET})


def _digest(prose: Sequence[Prose]) -> str:
    digest = sha256(sources(STORED_BY).encode())
    for page in prose:
        digest.update(page.markdown.encode())
    return digest.hexdigest()[:10]


def sources(patterns: Sequence[str]) -> str:
    """A digest of these files of the repository."""
    digest = sha256()
    for file in sorted(file for pattern in patterns for file in ROOT.glob(pattern)):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def bring_index_up_to_date(folder: Path, say: Say) -> None:
    """Index the site that is kept there, unless its index is as the search would make it now."""
    stamp, wanted = folder / "index.stamp", sources(INDEXED_BY)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say(f"indexing {folder.name} …")
    site = assemble(settings_of(folder / "data"))
    with site.database.reading() as session:
        indexing.rebuild(session, site.engine)
    with site.database.writing() as session:
        session.execute(delete(Delivery))  # the whole index was just built: nothing is left to follow
        session.commit()
    site.engine.close()
    site.database.close()
    stamp.write_text(wanted)


# ── Making one ─────────────────────────────────────────────────────────────────────────────────────


def _make(folder: Path, size: int, prose: Sequence[Prose], say: Say) -> None:
    data = folder / "data"
    data.mkdir(parents=True)
    site = assemble(settings_of(data))
    upgrade(site.database.engine)
    _people(site)
    maker = _Maker(site, size, Library(prose), say)
    plan = maker.make()
    site.database.close()
    (folder / "plan.json").write_text(json.dumps(asdict(plan), ensure_ascii=False), encoding="utf-8")


def _people(site: Site) -> None:
    """A space that only its members read, one reader and eight editors."""
    with site.database.writing() as session:
        space = open_space(session, operator(), "Mesures", address=SPACE, visibility="members")
        for name in (READER, *EDITORS):
            account = create_local_account(
                session, site.passwords, username=name, name=name.title(), password=PASSWORD, now=clock.now()
            )
            session.flush()
            role = CONSULTATION if name == READER else FUNCTIONAL
            set_role(session, operator(), space, account_word(account.id), role)
        session.commit()


class _Maker:
    """Fills the space, page by page, a batch a transaction."""

    def __init__(self, site: Site, size: int, library: Library, say: Say) -> None:
        self._site, self._size, self._library, self._say = site, size, library, say
        self._random = random.Random(size)
        self._ids: list[int] = []
        self._paths: list[str] = []

    def make(self) -> Plan:
        few = max(1, min(120, self._size // 8))
        small = self._write([self._library.page_of(SMALL) for _ in range(few)])
        large = self._write([self._library.page_of(LARGE) for _ in range(max(1, few // 3))])
        revised = self._revised()
        rest = list(self._library.pages(max(0, self._size - len(self._ids))))
        self._write(rest)
        return Plan(
            small=small,
            large=large,
            any=self._random.sample(self._paths, min(1000, len(self._paths))),
            revised=revised,
            titles=[page.title for page in rest[:2000]],
            searches=Searches(rest, self._random).all(),
        )

    def _write(self, pages: Sequence[Prose]) -> list[str]:
        paths: list[str] = []
        waiting = iter(pages)
        while batch := list(islice(waiting, BATCH)):
            with self._site.database.writing() as session:
                space = session.query(Space).filter_by(slug=SPACE).one()
                paths += [self._page(session, space, page) for page in batch]
                session.commit()
            self._say(f"{len(self._ids)} of {self._size} pages made")
        self._paths += paths
        return paths

    def _page(self, session: Session, space: Space, prose: Prose) -> str:
        """Each page of the tree has `CHILDREN` under it, as far as there are some."""
        parent = self._ids[len(self._ids) // CHILDREN - 1] if len(self._ids) >= CHILDREN else None
        page = create_page(
            session,
            operator(),
            space,
            title=prose.title,
            body=prose.markdown,
            parent_id=parent,
            tags=[f"thème {self._random.randrange(20)}"],
            author_name=f"Autrice {self._random.randrange(50)}",
        )
        session.flush()
        self._ids.append(page.id)
        return f"/{SPACE}/{page.slug}"

    def _revised(self) -> str:
        """A page that was edited until it had all its revisions: each edit changes one paragraph."""
        prose = self._library.page_of(SMALL)
        path = self._write([prose])[0]
        paragraphs = prose.markdown.split("\n\n")
        with self._site.database.writing() as session:
            page = session.get_one(Page, self._ids[-1])
            for number in range(1, REVISIONS):
                paragraphs[number % len(paragraphs)] += f" Précision {number}."
                body = "\n\n".join(paragraphs)
                save_page(session, operator(), page.id, base=number, body=body, summary=f"Précision {number}")
                session.flush()
            session.commit()
        return path


class Searches:
    """Questions that people ask: words of titles and of paragraphs, and filters alone."""

    def __init__(self, pages: Sequence[Prose], chance: random.Random) -> None:
        self._pages, self._random = pages, chance

    def all(self) -> dict[str, list[str]]:
        """Sort of question → questions, all different."""
        sorts = {
            "1 word": self._of_titles(1),
            "2 words": self._of_titles(2),
            "3 words": self._of_text(3),
            "filters alone": self._filters(),
        }
        return {
            sort: list(islice(dict.fromkeys(islice(found, 10 * ASKED)), ASKED))
            for sort, found in sorts.items()
        }

    def _of_titles(self, many: int) -> Iterator[str]:
        while True:
            words = _words(self._random.choice(self._pages).title)
            if len(words) >= many:
                yield " ".join(self._random.sample(words, many))
            else:
                yield from islice(self._of_text(many), 1)

    def _of_text(self, many: int) -> Iterator[str]:
        while True:
            words = _words(self._random.choice(self._pages).markdown)
            if len(words) > many:
                start = self._random.randrange(len(words) - many)
                yield " ".join(words[start : start + many])

    def _filters(self) -> Iterator[str]:
        while True:
            theme, author = self._random.randrange(20), self._random.randrange(50)
            day = f"{self._random.randrange(2010, 2025)}-{self._random.randrange(1, 13):02}"
            yield self._random.choice(
                (
                    f'tag:"thème {theme}" after:{day}',
                    f'author:"Autrice {author}" after:{day}',
                    f'space:{SPACE} tag:"thème {theme}" author:"Autrice {author}"',
                    f"kind:page after:{day}",
                )
            )


def _words(text: str) -> list[str]:
    """Words that mean something: of four letters or more."""
    return re.findall(r"[^\W\d_]{4,}", text)
