"""What the commands share: a page held while it is changed, its place, its next revision."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from wiki.access.viewer import Viewer
from wiki.db import run
from wiki.kinds.pages.commands.texts import SUMMARY_LENGTH, rendered_text
from wiki.kinds.pages.errors import NoSuchPage, PageInBin
from wiki.kinds.pages.linking import write_links
from wiki.kinds.pages.models import Page
from wiki.kinds.pages.queries import ALIVE
from wiki.parts.revisions.commands import Last, append_revision
from wiki.parts.revisions.queries import revision as revision_of
from wiki.parts.spaces.models import Space
from wiki.parts.words import clean_line


def locked(session: Session, page_id: int, *, with_tree: bool = False) -> Page:
    """A page that is not in the bin, held until the transaction ends: two saves of one page pass one after the other.

    :raises NoSuchPage, PageInBin: when it is not there to be changed.
    """
    page = held(session, page_id, with_tree=with_tree)
    if page is None:
        raise NoSuchPage
    if page.deleted_at is not None:
        raise PageInBin
    return page


def held(session: Session, page_id: int, *, with_tree: bool) -> Page | None:
    """The page's row, held. Always after its space's: whoever changes the tree (titles and places) holds the space
    alone, those who save share it, so that no link is written to a title while a page of that title is being made.

    Neither lock is one that a foreign key waits for: two pages that come to link to each other can be saved at once.
    """
    if session.get_bind().dialect.name == "postgresql":  # SQLite lets one writer in at a time
        space = select(Space.id).join(Page, Page.space_id == Space.id).where(Page.id == page_id)
        session.execute(space.with_for_update(of=Space, read=not with_tree, key_share=with_tree))
    return session.scalars(_HELD, {"page": page_id}).one_or_none()


_HELD = (
    select(Page)
    .where(Page.id == bindparam("page"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


def first_page(session: Session, space_id: int) -> int | None:
    """The page that all others of the space stand under, None as long as the space is empty."""
    return session.scalar(select(Page.id).where(Page.space_id == space_id, ALIVE, Page.parent_id.is_(None)))


def next_position(session: Session, parent_id: int | None) -> int:
    """The place of a page that comes: by its title where nobody has put the others in an order, else the last."""
    last = session.scalar(select(func.max(Page.position)).where(Page.parent_id == parent_id, ALIVE)) or 0
    return last + 1 if last else 0


def note_in_history(session: Session, actor: Viewer, page: Page, what: str, summary: str) -> None:
    """A revision that tells what happened to the page, with the words it had. Under the same title, it stays
    official."""
    last = revision_of(session, page, page.revision_number)
    says_the_same = last.title == page.title
    revise(
        session,
        actor,
        page,
        last=last,
        what=what,
        body=last.body,
        summary=summary,
        says_the_same=says_the_same,
    )


def revise(
    session: Session,
    actor: Viewer,
    page: Page,
    *,
    last: Last | None,
    what: str,
    body: str,
    summary: str = "",
    minor: bool = False,
    author_name: str | None = None,
    at: datetime | None = None,
    says_the_same: bool = False,
) -> set[int]:
    """The next revision becomes the one that is read. Returns the pages whose link words changed.

    :param says_the_same: as the one before it, so that the approval of that one holds for it too.
    """
    approved = says_the_same and page.approved_number == page.revision_number
    rendered = rendered_text(body, page.language)
    revision = append_revision(
        session,
        actor,
        page,
        last=last,
        what=what,
        title=page.title,
        body=body,
        rendered=rendered,
        summary=clean_line(summary, SUMMARY_LENGTH),
        minor=minor,
        author_name=author_name,
        at=at,
    )
    read = {
        "revision_id": revision.id,
        "revision_number": revision.number,
        "updated_at": revision.created_at,
        "updated_by": revision.author_name,
        "approved_number": revision.number if approved else page.approved_number,
    }
    run(session, _READ, {f"new_{name}": value for name, value in read.items()} | {"page": page.id})
    for name, value in read.items():
        set_committed_value(page, name, value)
    return write_links(session, page, rendered.links)


_READ = (
    update(Page)
    .where(Page.id == bindparam("page"))
    .values(
        {
            name: bindparam(f"new_{name}")
            for name in ("revision_id", "revision_number", "updated_at", "updated_by", "approved_number")
        }
    )
)
