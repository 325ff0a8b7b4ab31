"""Open a space, change it, give and take roles in it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from auth.identity import MEMBERS, account_word
from wiki import clock
from wiki.access.decision import require
from wiki.access.item import SITE
from wiki.access.keyring import new_class, reopen_class, rights_changed, viewer_of
from wiki.access.models import Grant
from wiki.access.roles import READ, ROLES, STEWARD, right_word
from wiki.access.viewer import Viewer
from wiki.outbox import record
from wiki.parts.spaces.errors import (
    EndInThePast,
    LastSteward,
    ReservedSpaceName,
    SpaceNameTaken,
    SpaceTitleMissing,
    SpaceTitleTooLong,
    UnknownRole,
)
from wiki.parts.spaces.events import RolesChanged, SpaceChanged, SpaceOpened
from wiki.parts.spaces.models import STAFF, TITLE_LENGTH, Space
from wiki.parts.spaces.queries import grants_of, stewards
from wiki.parts.words import clean_line, clean_text, folded, slug
from wiki.registry import KINDS, Starter

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

    :raises SpaceNameTaken, ReservedSpaceName, SpaceTitleMissing, SpaceTitleTooLong: when it cannot be called so.
    """
    require(actor, "site.open_space", SITE)
    return make_space(
        session,
        actor,
        title,
        address=address,
        description=description,
        visibility=visibility,
        language=language,
    )


def make_space(
    session: Session,
    actor: Viewer,
    title: str,
    *,
    address: str,
    description: str,
    visibility: str,
    language: str,
    texts: Sequence[Starter] = (),
) -> Space:
    """A space that begins with these texts. Whoever calls has asked for the right.

    :raises SpaceNameTaken, ReservedSpaceName, SpaceTitleMissing: when it cannot be called so.
    """
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
        _give(session, actor, space, account_word(actor.account_id), STEWARD, None, "")
    _reopen(session, space)
    founder = actor if actor.unbounded else viewer_of(session, actor.identity)
    for kind in KINDS:
        kind.furnish(session, founder, space, texts)
    record(session, SpaceOpened(*actor.by, space.id, space.visibility))
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
    record(session, SpaceChanged(*actor.by, space.id, space.visibility))
    return space


def set_role(session: Session, actor: Viewer, space: Space, word: str, role: str | None) -> None:
    """Give whoever holds the word this role in the space, without end, and no other; None takes theirs away."""
    set_roles(session, actor, space, word, {} if role is None else {role: None})


def set_roles(
    session: Session,
    actor: Viewer,
    space: Space,
    word: str,
    roles: Mapping[str, datetime | None],
    *,
    reason: str = "",
) -> None:
    """Have whoever holds the word hold these roles in the space, each until its end, and no others.

    :raises UnknownRole, EndInThePast: for what cannot be given.
    :raises LastSteward: when nobody would be left to keep the space.
    """
    require(actor, "space.members", space)
    change_roles(session, actor, space, word, roles, reason=reason)


def add_role(
    session: Session,
    actor: Viewer,
    space: Space,
    word: str,
    role: str,
    ends_at: datetime | None,
    *,
    reason: str,
) -> None:
    """Have whoever holds the word hold this role too, until its end. Whoever calls has asked for the right.

    :raises UnknownRole, EndInThePast, LastSteward: like `set_roles`.
    """
    now = clock.now()
    held = grants_of(session, space, word)
    kept = {
        name: grant.ends_at for name, grant in held.items() if grant.ends_at is None or grant.ends_at > now
    }
    change_roles(session, actor, space, word, {**kept, role: ends_at}, reason=reason)


def change_roles(
    session: Session,
    actor: Viewer,
    space: Space,
    word: str,
    roles: Mapping[str, datetime | None],
    *,
    reason: str = "",
) -> None:
    """The same as `set_roles`, for whoever has asked for the right already."""
    # Held, so that two stewards who leave in the same moment do so one after the other.
    session.refresh(space, with_for_update={"key_share": True})
    _refuse_impossible(roles)
    held = grants_of(session, space, word)
    if STEWARD in held and roles.get(STEWARD, clock.now()) is not None:
        _require_another_steward(session, space, word)
    for role in held.keys() - roles.keys():
        session.delete(held[role])
    for role, ends_at in roles.items():
        if role not in held:
            _give(session, actor, space, word, role, ends_at, reason)
        elif held[role].ends_at != ends_at:
            _say_anew(held[role], actor, ends_at, reason)
    rights_changed(session)
    record(session, RolesChanged(*actor.by, space.id, word, tuple(sorted(roles))))


def _refuse_impossible(roles: Mapping[str, datetime | None]) -> None:
    for role, ends_at in roles.items():
        if role not in ROLES:
            raise UnknownRole(role=role)
        if ends_at is not None and ends_at <= clock.now():
            raise EndInThePast


def _give(
    session: Session, actor: Viewer, space: Space, word: str, role: str, ends_at: datetime | None, reason: str
) -> None:
    session.add(
        Grant(
            space_id=space.id,
            word=word,
            role=role,
            given_at=clock.now(),
            given_by_id=actor.account_id,
            ends_at=ends_at,
            reason=clean_text(reason).strip(),
        )
    )


def _say_anew(grant: Grant, actor: Viewer, ends_at: datetime | None, reason: str) -> None:
    grant.given_at, grant.given_by_id = clock.now(), actor.account_id
    grant.ends_at, grant.reason = ends_at, clean_text(reason).strip()


def _require_another_steward(session: Session, space: Space, word: str) -> None:
    """Somebody else who keeps the space and whose role has no end."""
    if all(steward.word == word for steward in stewards(session, space) if not steward.gone):
        raise LastSteward


def _reopen(session: Session, space: Space) -> None:
    """Have the space's class opened by whoever may read by a role there, and by all staff when it is theirs to read."""
    words = {right_word(READ, space.id)}
    if space.visibility == STAFF:
        words.add(MEMBERS)
    reopen_class(session, space.access_class_id, words)


def _insert(session: Session, space: Space) -> None:
    """Write the space, whose address another may have taken since it was found free."""
    try:
        with session.begin_nested():
            session.add(space)
    except IntegrityError:
        raise SpaceNameTaken(slug=space.slug) from None


def _clean_title(title: str) -> str:
    kept = clean_line(title)
    if not kept:
        raise SpaceTitleMissing
    if len(kept) > TITLE_LENGTH:
        raise SpaceTitleTooLong(length=len(kept), limit=TITLE_LENGTH)
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
