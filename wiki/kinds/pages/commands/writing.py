"""A page is made, saved, brought back to what it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.decision import require
from wiki.access.viewer import Viewer
from wiki.kinds.pages.commands.holding import first_page, locked, next_position, revise
from wiki.kinds.pages.commands.placing import move_page, rename_page
from wiki.kinds.pages.commands.standing import class_under
from wiki.kinds.pages.commands.texts import clean_body
from wiki.kinds.pages.errors import EditsOverlap
from wiki.kinds.pages.events import PageHeld, PageSaved
from wiki.kinds.pages.linking import adopt_links, tree_changed
from wiki.kinds.pages.models import Page
from wiki.kinds.pages.naming import clean_title, free_slug, require_free_title, sibling_titled
from wiki.outbox import record
from wiki.parts.drafts.commands import drop_draft
from wiki.parts.moderation.errors import WouldWait
from wiki.parts.moderation.matters import class_of
from wiki.parts.moderation.reasons import STATE_RETURNED, STATE_WAITING
from wiki.parts.moderation.screening import added, queue, rule_for
from wiki.parts.presence.commands import leave
from wiki.parts.revisions.hiding import RevisionNotShown
from wiki.parts.revisions.merge import merge
from wiki.parts.revisions.queries import Newest, base_text, newest, readable_revision
from wiki.parts.revisions.queries import revision as revision_of
from wiki.parts.spaces.models import Space
from wiki.parts.tags.commands import set_tags
from wiki.parts.tags.queries import tags_on
from wiki.parts.words import folded


def create_page(
    session: Session,
    actor: Viewer,
    space: Space,
    *,
    title: str,
    body: str,
    parent_id: int | None = None,
    summary: str = "",
    tags: Sequence[str] = (),
    language: str | None = None,
    source_slug: str | None = None,
    what: str = "created",
    author_name: str | None = None,
    at: datetime | None = None,
) -> Page:
    """A new page of the space, under `parent_id` or else under its first page.

    Sending the same form twice gives the page that the first one made.

    :raises TitleTaken, NoSuchParent, Invalid: when it cannot stand there.
    """
    require(actor, "page.create", space)
    title, body = clean_title(title), clean_body(body)
    space = session.get_one(Space, space.id, with_for_update={"key_share": True}, populate_existing=True)
    access_class_id = space.access_class_id
    if parent_id is None:
        parent_id = first_page(session, space.id)
    else:
        access_class_id = class_under(session, actor, space.id, parent_id)
    rule = rule_for(session, actor, space.id, (title, body, *tags))
    if rule is not None:
        access_class_id = class_of(session, access_class_id, space.id, actor.account_id, held=True)
    twin = sibling_titled(session, space.id, parent_id, title, access_class_id)
    if twin is not None and _is_the_same(session, twin, actor, body):
        return twin
    require_free_title(session, space.id, parent_id, title, access_class_id)
    page = Page(
        space_id=space.id,
        access_class_id=access_class_id,
        parent_id=parent_id,
        position=next_position(session, parent_id),
        title=title,
        title_key=folded(title),
        slug=free_slug(session, space.id, title),
        language=language or space.language,
        created_at=at or clock.now(),
        updated_at=at or clock.now(),
        updated_by=author_name or actor.name,
        source_slug=source_slug,
        held=STATE_WAITING if rule is not None else None,
    )
    session.add(page)
    session.flush()
    touched = revise(
        session, actor, page, last=None, what=what, body=body, summary=summary, author_name=author_name, at=at
    )
    set_tags(session, page, tags)
    adopt_links(session, page)
    tree_changed(session, space.id)
    event: type[PageSaved | PageHeld] = PageSaved
    if rule is not None:
        queue(session, actor, page.kind, page.id, space.id, rule)
        event = PageHeld
    record(session, event(page.kind, (page.id, *touched), *actor.by))
    return page


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an edit: `merged_with` names whose words it was joined with; `changed` is False when all was
    already so."""

    page: Page
    changed: bool = True
    merged_with: str | None = None


def save_page(
    session: Session,
    actor: Viewer,
    page_id: int,
    *,
    base: int,
    body: str,
    summary: str = "",
    minor: bool = False,
    tags: Sequence[str] | None = None,
    language: str | None = None,
    title: str | None = None,
    parent_id: int | None = None,
    what: str = "edited",
) -> Saved:
    """The page with these words, written from revision `base`. What others saved since is kept: distant edits are
    merged, overlapping ones are refused with both texts. What is None stays as it is.

    :raises EditsOverlap: with the merge to be finished by hand.
    :raises TitleTaken, NoSuchParent, …: when it cannot be titled so or stand there; then nothing is saved.
    """
    page = locked(session, page_id, with_tree=any(each is not None for each in (title, parent_id, language)))
    require(actor, "page.edit", page)
    current = newest(session, page, page.revision_number)
    body, merged_with = _merged(session, page, base, clean_body(body), current)
    changed = body != current.body
    _screen(session, actor, page, (title or "", added(current.body, body), *(tags or ())))
    if language not in (None, page.language):
        page.language, changed = language, True
        tree_changed(session, page.space_id)
    touched: set[int] = set()
    if changed:
        touched = revise(
            session,
            actor,
            page,
            last=current,
            what=what,
            body=body,
            summary=summary,
            minor=minor,
            says_the_same=what == "relinked",
        )
    if tags is not None and tuple(tags) != tags_on(session, page):
        set_tags(session, page, tags)
        changed = True
    drop_draft(session, actor, f"page:{page.id}")
    leave(session, actor, f"page:{page.id}")
    record(session, PageSaved(page.kind, (page.id, *touched), *actor.by))
    number = page.revision_number
    if title is not None:
        rename_page(session, actor, page_id, title)
    if parent_id is not None:
        move_page(session, actor, page_id, parent_id)
    return Saved(page, changed or page.revision_number > number, merged_with)


def revert_page(session: Session, actor: Viewer, page_id: int, number: int) -> Saved:
    """The page as it was in revision `number`, as a new revision: nothing between is lost.

    :raises RevisionHidden, RevisionNotShown: for one that is hidden.
    """
    page = locked(session, page_id)
    require(actor, "page.edit", page)
    old, hidden = readable_revision(session, actor, page, number)
    if hidden is not None:
        raise RevisionNotShown(number=number)
    return save_page(
        session,
        actor,
        page_id,
        base=page.revision_number,
        body=old.body,
        summary=f"← {number}",
        what="reverted",
    )


def _screen(session: Session, actor: Viewer, page: Page, texts: Sequence[str]) -> None:
    """A page that was returned to its author waits once more. Changes to one that is shown cannot wait.

    :raises WouldWait: when they would have to.
    """
    if page.held == STATE_RETURNED:
        page.held = STATE_WAITING
        queue(session, actor, page.kind, page.id, page.space_id, "again")
    elif page.held is None and rule_for(session, actor, page.space_id, texts) is not None:
        raise WouldWait


def _is_the_same(session: Session, twin: Page, actor: Viewer, body: str) -> bool:
    first = revision_of(session, twin, 1)
    return first.body == body and first.author_id == actor.account_id and twin.revision_number == 1


def _merged(session: Session, page: Page, base: int, mine: str, theirs: Newest) -> tuple[str, str | None]:
    """The text to save, and with whose words mine were joined."""
    if base == theirs.number:
        return mine, None
    began_from = base_text(session, page, base)
    merged = merge(began_from, mine, theirs.body)
    if merged.text is None:
        raise EditsOverlap(merged, mine=mine, base=base, current=theirs.number, author=theirs.author_name)
    return merged.text, None if theirs.body in (mine, began_from) else theirs.author_name
