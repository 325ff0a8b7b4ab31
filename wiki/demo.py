"""A small living wiki for looking around: made from the words of content/demo, and taken away without a trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from auth import accounts, groups
from auth.identity import account_word
from auth.models import Account
from auth.passwords import Passwords
from wiki import clock, config
from wiki.access.keyring import rights_changed, viewer_of
from wiki.access.models import AccessClass, Grant
from wiki.access.viewer import Viewer
from wiki.db import Base
from wiki.errors import Conflict
from wiki.kinds.pages.commands import create_page, save_page
from wiki.kinds.pages.events import PageDeleted
from wiki.kinds.pages.importing import SourcePage, plan_import, read_folder
from wiki.kinds.pages.models import Page
from wiki.outbox import record
from wiki.parts.revisions.models import Revision
from wiki.parts.revisions.queries import revision
from wiki.parts.spaces.commands import open_space, set_role
from wiki.parts.spaces.models import Space
from wiki.registry import KINDS

# What the demo made is known by these: the stable id of its accounts, and the source's name of its first pages.
MARK = "demo:"
FIRST = "index"  # the file whose words are those of the first page of the space


class DemoThere(Conflict):
    """The demo is already there. To make it anew: relais demo --remove, then relais demo"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demo, and what they are there to show."""

    username: str
    name: str
    does: Mapping[str, str]  # by language


@dataclass(frozen=True, slots=True)
class Words:
    """What content/demo says."""

    folder: Path
    password: str
    people: Mapping[str, Mapping[str, Any]]
    spaces: Mapping[str, Mapping[str, Any]]

    @property
    def cast(self) -> list[Person]:
        return [Person(username, told["name"], told["does"]) for username, told in self.people.items()]


def words() -> Words:
    """The words of the demo as they are shipped."""
    folder = config.content_folder() / "demo"
    people = yaml.safe_load((folder / "people.yaml").read_text(encoding="utf-8"))
    spaces = yaml.safe_load((folder / "spaces.yaml").read_text(encoding="utf-8"))
    return Words(folder, people["password"], people["people"], spaces)


def is_there(session: Session) -> bool:
    """Whether the demo has accounts, whose password everybody knows."""
    return session.scalar(select(Account.id).where(_OURS).limit(1)) is not None


def make_demo(session: Session, operator: Viewer, passwords: Passwords) -> Words:
    """The demo's accounts and spaces.

    :raises DemoThere: when it has been made.
    :raises UsernameTaken, SpaceNameTaken: when somebody else has one of its names.
    """
    if is_there(session):
        raise DemoThere
    told = words()
    ids = {username: _account(session, passwords, told, username).id for username in told.people}
    for folder, facts in told.spaces.items():
        _Space(session, operator, told.folder / folder, facts, ids).make()
    return told


def _account(session: Session, passwords: Passwords, told: Words, username: str) -> Account:
    facts = told.people[username]
    sponsor = facts.get("guest_of")
    account = accounts.create_local_account(
        session,
        passwords,
        username=username,
        name=facts["name"],
        mail=facts["mail"],
        password=told.password,
        now=clock.now(),
        sponsor=accounts.find_by_username(session, accounts.LOCAL, sponsor) if sponsor else None,
    )
    account.external_id = MARK + username
    if facts.get("administrator"):
        groups.add(session, groups.administrators(session, clock.now()), account)
    session.flush()
    return account


class _Space:
    """One space while it is being made."""

    def __init__(
        self,
        session: Session,
        operator: Viewer,
        folder: Path,
        facts: Mapping[str, Any],
        ids: Mapping[str, int],
    ) -> None:
        self._session, self._operator, self._ids = session, operator, ids
        self._folder, self._facts = folder, facts
        self._pages: dict[str, Page] = {}

    def make(self) -> None:
        facts = self._facts
        space = open_space(
            self._session,
            self._operator,
            facts["title"],
            address=facts["address"],
            description=facts["description"],
            visibility=facts["visibility"],
        )
        for username, role in facts["members"].items():
            set_role(self._session, self._operator, space, account_word(self._ids[username]), role)
        sources = [page for page in read_folder(self._folder) if isinstance(page, SourcePage)]
        plan = plan_import(self._session, space, [page for page in sources if page.slug != FIRST])
        for new in plan.new:
            self._write(space, new.source, plan.links.rewritten(new.source), new.parent)
        self._write_first(space, next(page for page in sources if page.slug == FIRST))
        for edit in facts["edits"]:
            self._edit(**edit)

    def _as(self, username: str) -> Viewer:
        account = self._session.get_one(Account, self._ids[username])
        return viewer_of(self._session, accounts.identity(self._session, account))

    def _write(self, space: Space, source: SourcePage, body: str, parent: str | None) -> None:
        self._pages[source.slug] = create_page(
            self._session,
            self._as(str(source.author)),
            space,
            title=source.title,
            body=body,
            parent_id=self._pages[parent].id if parent is not None else None,
            tags=source.tags,
            source_slug=source.slug,
            at=source.at,
        )

    def _write_first(self, space: Space, source: SourcePage) -> None:
        page = self._session.scalars(
            select(Page).where(Page.space_id == space.id, Page.parent_id.is_(None))
        ).one()
        page.source_slug = MARK + space.slug
        author = self._as(str(source.author))
        save_page(
            self._session, author, page.id, base=page.revision_number, body=source.body, tags=source.tags
        )

    def _edit(self, page: str, by: str, summary: str, find: str, replace: str) -> None:
        edited = self._pages[page]
        body = revision(self._session, edited, edited.revision_number).body
        save_page(
            self._session,
            self._as(by),
            edited.id,
            base=edited.revision_number,
            body=body.replace(find, replace),
            summary=summary,
        )


# ── Away again ─────────────────────────────────────────────────────────────────────────────────────

_OURS = Account.external_id.startswith(MARK) & (Account.directory == accounts.LOCAL)
_OUR_FIRST_PAGES = Page.source_slug.startswith(MARK) & Page.parent_id.is_(None)


def remove_demo(session: Session) -> int:
    """Take away the demo's accounts and spaces, with all that was written in these spaces since; what its people
    wrote elsewhere stays under their names. Returns how many accounts and spaces are gone."""
    spaces = session.scalars(select(Page.space_id).where(_OUR_FIRST_PAGES)).all()
    people = session.scalars(select(Account.id).where(_OURS)).all()
    for space_id in spaces:
        _remove_space(session, session.get_one(Space, space_id))
    session.execute(delete(Grant).where(Grant.word.in_(map(account_word, people))))
    session.execute(update(Revision).where(Revision.author_id.in_(people)).values(author_id=None))
    session.execute(delete(Account).where(Account.id.in_(people)))
    rights_changed(session)
    return len(spaces) + len(people)


def _remove_space(session: Session, space: Space) -> None:
    for kind in KINDS:
        if kind.clear is not None:
            kind.clear(session, space.id)
    pages = list(session.scalars(select(Page.id).where(Page.space_id == space.id)))
    record(session, PageDeleted("page", tuple(pages), ""))
    session.execute(update(Page).where(Page.id.in_(pages)).values(parent_id=None, revision_id=None))
    for table in reversed(Base.metadata.sorted_tables):
        about = [
            (table.c[kind] == "page") & table.c[item].in_(pages)
            for kind, item in (("item_kind", "item_id"), ("source_kind", "source_id"))
            if kind in table.c and item in table.c
        ]
        if "place" in table.c:
            places = [f"space:{space.id}", *(f"page:{page_id}" for page_id in pages)]
            about.append(table.c.place.in_(places))
        if about:
            session.execute(delete(table).where(or_(*about)))
    session.execute(delete(Page).where(Page.id.in_(pages)))
    access_class_id = space.access_class_id
    session.delete(space)
    session.flush()
    session.execute(delete(AccessClass).where(AccessClass.id == access_class_id))
