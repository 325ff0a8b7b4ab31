"""Open a space, change it, give and take roles in it."""

from __future__ import annotations

import secrets

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from auth.identity import MEMBERS, account_word
from wiki import clock
from wiki.access.decision import require
from wiki.access.item import SITE
from wiki.access.keyring import new_class, reopen_class, rights_changed, viewer_of
from wiki.access.models import Grant
from wiki.access.viewer import ROLES, STEWARD, Viewer
from wiki.parts.spaces.errors import (
    LastSteward,
    ReservedSpaceName,
    SpaceNameTaken,
    SpaceTitleMissing,
    UnknownRole,
)
from wiki.parts.spaces.models import STAFF, TITLE_LENGTH, Space
from wiki.parts.spaces.queries import members
from wiki.parts.words import clean_line, clean_text, folded, slug
from wiki.registry import KINDS

# First parts of a URL that browsers and robots ask a site for.
RESERVED = frozenset({"-", "robots-txt", "favicon-ico", "sitemap-xml", "well-known", "static", "health"})


def open_space(
    session: Session,
    actor: Viewer,
    title: str,
    *,
    address: str = "",
    description: str = "",
    visibility: str = STAFF,
    language: str = "fr-CA",
) -> Space:
    """Make a space with its first page; who opens it becomes its steward.

    :raises SpaceNameTaken, ReservedSpaceName, SpaceTitleMissing: when it cannot be called so.
    """
    require(actor, "site.open_space", SITE)
    title = _clean_title(title)
    space = Space(
        slug=_free_slug(session, address or title),
        title=title,
        title_key=folded(title),
        description=_clean_description(description),
        visibility=visibility,
        language=language,
        access_class_id=new_class(session, ()),
        tree_mark=secrets.token_hex(8),
        created_at=clock.now(),
    )
    _insert(session, space)
    if actor.account_id is not None:
        session.add(Grant(space_id=space.id, word=account_word(actor.account_id), role=STEWARD))
    _reopen(session, space)
    founder = actor if actor.unbounded else viewer_of(session, actor.identity)
    for kind in KINDS:
        kind.furnish(session, founder, space)
    return space


def change_space(
    session: Session,
    actor: Viewer,
    space: Space,
    *,
    title: str,
    description: str,
    visibility: str,
    language: str,
) -> Space:
    """Describe a space anew and say who knows of it."""
    require(actor, "space.change", space)
    title = _clean_title(title)
    space.title, space.title_key = title, folded(title)
    space.description = _clean_description(description)
    space.visibility, space.language = visibility, language
    space.tree_mark = secrets.token_hex(8)
    _reopen(session, space)
    return space


def set_role(session: Session, actor: Viewer, space: Space, word: str, role: str | None) -> None:
    """Give whoever holds the word this role in the space; None takes theirs away.

    :raises LastSteward: when nobody would be left to keep the space.
    """
    require(actor, "space.members", space)
    # Held, so that two stewards who leave in the same moment do so one after the other.
    session.refresh(space, with_for_update={"key_share": True})
    if role is not None and role not in ROLES:
        raise UnknownRole(role=role)
    held = session.get(Grant, (space.id, word))
    if held is not None and held.role == STEWARD and role != STEWARD:
        _require_another_steward(session, space, word)
    if role is None:
        session.execute(delete(Grant).where(Grant.space_id == space.id, Grant.word == word))
    elif held is None:
        session.add(Grant(space_id=space.id, word=word, role=role))
    else:
        held.role = role
    _reopen(session, space)


def _require_another_steward(session: Session, space: Space, word: str) -> None:
    stewards = (member for member in members(session, space) if member.role == STEWARD and not member.gone)
    if all(member.word == word for member in stewards):
        raise LastSteward


def _reopen(session: Session, space: Space) -> None:
    """Have the space's class opened by everybody who has a role, and by all staff when it is theirs to read."""
    session.flush()
    words = set(session.scalars(select(Grant.word).where(Grant.space_id == space.id)))
    if space.visibility == STAFF:
        words.add(MEMBERS)
    reopen_class(session, space.access_class_id, words)
    rights_changed(session)


def _insert(session: Session, space: Space) -> None:
    """Write the space, whose address another may have taken since it was found free."""
    try:
        with session.begin_nested():
            session.add(space)
    except IntegrityError:
        raise SpaceNameTaken(slug=space.slug) from None


def _clean_title(title: str) -> str:
    kept = clean_line(title, TITLE_LENGTH)
    if not kept:
        raise SpaceTitleMissing
    return kept


def _clean_description(description: str) -> str:
    return clean_text(description).strip()


def _free_slug(session: Session, wanted: str) -> str:
    name = slug(wanted, "")
    if not name or name in RESERVED:
        raise ReservedSpaceName(slug=wanted)
    if session.scalar(select(Space.id).where(Space.slug == name)) is not None:
        raise SpaceNameTaken(slug=name)
    return name
