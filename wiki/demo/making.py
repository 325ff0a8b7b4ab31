"""The demo is made through the commands that people use, each at its time."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from operator import itemgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from auth import accounts, groups
from auth.identity import account_word
from auth.models import Account
from auth.passwords import Passwords
from wiki import clock
from wiki.access.keyring import viewer_of
from wiki.access.viewer import Viewer
from wiki.demo import agreeing, community, topics
from wiki.demo.marks import MARK, is_there
from wiki.demo.words import Words, words
from wiki.errors import Conflict
from wiki.kinds.pages.commands import (
    approve_page,
    create_page,
    delete_page,
    rename_page,
    revert_page,
    save_page,
)
from wiki.kinds.pages.importing import SourcePage, plan_import, read_folder
from wiki.kinds.pages.models import Page
from wiki.kinds.pages.relinking import relink
from wiki.parts.drafts.commands import keep_draft
from wiki.parts.favourites.commands import mark_favourite
from wiki.parts.revisions.queries import revision
from wiki.parts.spaces.commands import open_space, set_role
from wiki.parts.spaces.models import Space

FIRST = "index"  # the file whose words are those of the first page of the space

Told = Mapping[str, Any]
Happening = tuple[datetime, Callable[[], object]]


class DemoThere(Conflict):
    """The demo is already there. To make it anew: relais demo --remove, then relais demo"""


def make_demo(session: Session, operator: Viewer, passwords: Passwords) -> Words:
    """The demo's accounts and spaces, with their history.

    :raises DemoThere: when it has been made.
    :raises UsernameTaken, SpaceNameTaken: when somebody else has one of its names.
    """
    if is_there(session):
        raise DemoThere
    told = words()
    ids = {username: _account(session, passwords, told, username).id for username in told.people}
    with clock.held(min(told.moment(facts["opened"]) for facts in told.spaces.values())):
        agreeing.agree(session, told, ids)
    story = _Story(session, operator, told, ids)
    happenings = [one for name, facts in told.spaces.items() for one in story.open(name, facts)]
    happenings += [(told.moment(event["at"]), partial(story.happen, event)) for event in told.history]
    for at, happen in sorted(happenings, key=itemgetter(0)):
        with clock.held(at):
            happen()
    community.found(session, operator, told, ids, story.spaces)
    community.host(session, told, ids, story.spaces)
    agreeing.adopt(session, told, story.viewer, story.spaces)
    topics.open_topics(session, told, story.viewer, story.pages, story.spaces)
    community.let_people_wait(session, told, story.viewer, ids, story.spaces)
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
    account.job_title, account.unit = facts["job_title"], facts["unit"]
    if facts.get("administrator"):
        groups.add(session, groups.administrators(session, clock.now()), account)
    session.flush()
    return account


class _Story:
    """The demo while it is being told."""

    def __init__(self, session: Session, operator: Viewer, told: Words, ids: Mapping[str, int]) -> None:
        self._session, self._operator, self._told, self._ids = session, operator, told, ids
        self.spaces: dict[str, Space] = {}
        self.pages: dict[tuple[str, str], Page] = {}  # by the folder of the space and the name of the file

    def viewer(self, username: str) -> Viewer:
        """What is open to this person now."""
        account = self._session.get_one(Account, self._ids[username])
        return viewer_of(self._session, accounts.identity(self._session, account))

    def open(self, name: str, facts: Told) -> Iterator[Happening]:
        """Open a space. Its pages are still to be written, each at its time."""
        with clock.held(self._told.moment(facts["opened"])):
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
        self.spaces[name] = space
        read = read_folder(self._told.folder / name)
        sources = {page.slug: page for page in read if isinstance(page, SourcePage)}
        first = sources.pop(FIRST)
        plan = plan_import(self._session, space, sources.values())
        yield self._told.moment(first.at or ""), partial(self._write_first, name, first)
        for new in plan.new:
            body = plan.links.rewritten(new.source)
            write = partial(self._write, name, new.source, body, new.parent)
            yield self._told.moment(new.source.at or ""), write

    def _write(self, name: str, source: SourcePage, body: str, parent: str | None) -> None:
        self.pages[name, source.slug] = create_page(
            self._session,
            self.viewer(str(source.author)),
            self.spaces[name],
            title=source.title,
            body=body,
            parent_id=self.pages[name, parent].id if parent is not None else None,
            tags=source.tags,
            language=source.language,
            source_slug=source.slug,
        )

    def _write_first(self, name: str, source: SourcePage) -> None:
        """What the space begins with was made with it, and is filled."""
        space = self.spaces[name]
        page = self._session.scalars(
            select(Page).where(Page.space_id == space.id, Page.parent_id.is_(None))
        ).one()
        self.pages[name, source.slug] = page
        page.source_slug = MARK + space.slug
        author, base = self.viewer(str(source.author)), page.revision_number
        save_page(self._session, author, page.id, base=base, body=source.body, tags=source.tags)

    def happen(self, event: Told) -> None:
        """Let one line of the history happen."""
        actor = self.viewer(event["by"])
        if event["does"] == "draft":
            self._draft(actor, event)
        else:
            self._change(actor, self.pages[event["in"], event["page"]], event)

    def _change(self, actor: Viewer, page: Page, event: Told) -> None:
        session, old_title = self._session, page.title
        match event["does"]:
            case "edit":
                save_page(
                    session,
                    actor,
                    page.id,
                    base=page.revision_number,
                    body=self._edited(page, event),
                    summary=event["summary"],
                    minor=event.get("minor", False),
                )
            case "rename":
                rename_page(session, actor, page.id, event["title"])
                # At once, and not by the worker: those who read the history see it follow on the same day.
                relink(session, [{"page_id": page.id, "old_title": old_title, "actor": actor.name}])
            case "revert":
                revert_page(session, actor, page.id, event["to"])
            case "delete":
                delete_page(session, actor, page.id, event["reason"])
            case "approve":
                approve_page(session, actor, page.id, page.revision_number)
            case "favourite":
                mark_favourite(session, actor, (page.kind, page.id))

    def _draft(self, actor: Viewer, event: Told) -> None:
        """Words that somebody is still writing: for a page that there is, or for a new one."""
        page = self.pages.get((event["in"], event.get("page", "")))
        keep_draft(
            self._session,
            actor,
            f"page:{page.id}" if page else f"space:{self.spaces[event['in']].id}:{secrets.token_hex(6)}",
            title=page.title if page else event["title"],
            body=self._edited(page, event) if page else event["body"],
            summary="",
            base_revision=page.revision_number if page else 0,
        )

    def _edited(self, page: Page, event: Told) -> str:
        body = revision(self._session, page, page.revision_number).body
        if event["find"] not in body:
            raise LookupError(f"{event['page']} does not say: {event['find']}")
        return body.replace(event["find"], event["replace"])
